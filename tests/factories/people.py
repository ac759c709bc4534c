"""People who can sign in as they would outside of tests: by password, and with codes of an app."""

from dataclasses import dataclass

from flask_security.proxies import _security
from flask_security.utils import hash_password
from sqlalchemy import select

from council.access.models import Account
from council.councils.models import Council
from council.database import db
from council.people.models import Family, Person
from tests.factories.school import a_family
from tests.pages import Page, Visitor

PASSWORD = "a short sentence of ours"


@dataclass(frozen=True)
class App:
    """An app on a phone that shows codes."""

    secret: str

    def code(self) -> str:
        """The six digits that it shows now."""
        return str(_security.totp_factory.generate_totp_password(self.secret))


def account_of(person: Person) -> Account:
    """How a person signs in."""
    return db.session.scalars(select(Account).where(Account.person_id == person.id)).one()


def with_password(person: Person, password: str = PASSWORD) -> Account:
    """The person has chosen a password."""
    account = account_of(person)
    account.password = hash_password(password)
    db.session.flush()
    return account


def with_app(person: Person) -> App:
    """The person has a password and has connected an app."""
    account = with_password(person)
    account.tf_primary_method = "authenticator"
    account.tf_totp_secret = _security.totp_factory.generate_totp_secret()
    db.session.flush()
    return App(account.tf_totp_secret)


def sign_in(visitor: Visitor, person: Person, password: str = PASSWORD) -> Page:
    """The person types e-mail and password; where that leads is for the caller to see."""
    return visitor.post("/account/login", {"email": person.email, "password": password}, status=302)


def many_families(council_id: str, many: int) -> list[Family]:
    """So many families of a council, each with a name of its own."""
    council = db.session.get_one(Council, council_id)
    return [a_family(council, "es", name=f"Demo family {number:03}") for number in range(many)]
