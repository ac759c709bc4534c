"""Snapshots: a packet's content as JSON, whole and back again, and the hash of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin

from council.packets.content import PacketContent, hints_of

# Counts the shapes that snapshots have had.
SCHEMA = 3


class SnapshotUnreadable(ValueError):
    """A snapshot was written in a shape that this version does not know."""


def to_json(content: PacketContent) -> dict[str, Any]:
    """The content as plain JSON values, with the number of its shape."""
    return {"schema": SCHEMA, **_plain(content)}


def from_json(snapshot: Mapping[str, Any]) -> PacketContent:
    """The content of a snapshot; SnapshotUnreadable if its shape is not one of ours."""
    if snapshot.get("schema") != SCHEMA:
        raise SnapshotUnreadable(f"a snapshot of shape {snapshot.get('schema')!r}")
    try:
        content: PacketContent = _typed(PacketContent, snapshot)
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotUnreadable(f"a snapshot that is not whole: {error!r}") from error
    return content


def canonical(snapshot: Mapping[str, Any]) -> bytes:
    """The one way to write a snapshot, whatever order a database gives its keys back in."""
    return json.dumps(
        snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def hash_of(snapshot: Mapping[str, Any]) -> str:
    """The SHA-256 of a snapshot's canonical form."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    return value


def _typed(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin is UnionType:
        (present,) = (each for each in get_args(kind) if each is not type(None))
        return None if value is None else _typed(present, value)
    if origin is tuple:
        inner = get_args(kind)
        if inner[-1] is Ellipsis:
            return tuple(_typed(inner[0], each) for each in value)
        return tuple(_typed(each, one) for each, one in zip(inner, value, strict=True))
    if origin is not None:  # a mapping of names to phrases
        return {key: _typed(get_args(kind)[1], each) for key, each in value.items()}
    if hasattr(kind, "__dataclass_fields__"):
        return kind(**{name: _typed(hint, value[name]) for name, hint in hints_of(kind).items()})
    if issubclass(kind, date):
        return kind.fromisoformat(value)
    if issubclass(kind, StrEnum):
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
