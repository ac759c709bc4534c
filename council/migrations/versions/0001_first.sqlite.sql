CREATE TABLE district (
    name VARCHAR(160) NOT NULL,
    time_zone VARCHAR(64) NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_district PRIMARY KEY (id)
)

CREATE TABLE family (
    name VARCHAR(120) NOT NULL,
    spoken_language VARCHAR(35) NOT NULL,
    spoken_variant VARCHAR(80) NOT NULL,
    written_language VARCHAR(35) NOT NULL,
    signed_language VARCHAR(35),
    channel VARCHAR(32) NOT NULL,
    email VARCHAR(254),
    phone VARCHAR(20),
    large_print BOOLEAN NOT NULL,
    read_aloud BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_family PRIMARY KEY (id),
    CONSTRAINT ck_family_email_reachable CHECK (channel != 'email' OR email IS NOT NULL),
    CONSTRAINT ck_family_phone_reachable CHECK (channel NOT IN ('call', 'text_message') OR phone IS NOT NULL),
    CONSTRAINT ck_family_contact_channel CHECK (channel IN ('email', 'text_message', 'call', 'letter', 'in_person'))
)

CREATE TABLE history (
    council_id VARCHAR(12),
    at DATETIME NOT NULL,
    person_id VARCHAR(12),
    subject_kind VARCHAR(40) NOT NULL,
    subject_id VARCHAR(12) NOT NULL,
    event VARCHAR(60) NOT NULL,
    detail JSON NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_history PRIMARY KEY (id)
)
 WITHOUT ROWID

CREATE TABLE interpreter (
    name VARCHAR(120) NOT NULL,
    email VARCHAR(254),
    phone VARCHAR(20),
    credential VARCHAR(32) NOT NULL,
    attested_adult_and_unrelated BOOLEAN NOT NULL,
    modalities JSON NOT NULL,
    pay VARCHAR(120) NOT NULL,
    active BOOLEAN NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_interpreter PRIMARY KEY (id),
    CONSTRAINT ck_interpreter_reachable CHECK (email IS NOT NULL OR phone IS NOT NULL),
    CONSTRAINT ck_interpreter_credential CHECK (credential IN ('certified', 'qualified', 'bilingual_staff'))
)

CREATE TABLE limit_counter (
    "key" VARCHAR(64) NOT NULL,
    count INTEGER NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_limit_counter PRIMARY KEY ("key")
)

CREATE TABLE link_asked (
    purpose VARCHAR(32) NOT NULL,
    email VARCHAR(254) NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_link_asked PRIMARY KEY (id),
    CONSTRAINT ck_link_asked_purpose CHECK (purpose IN ('sign_in', 'invitation', 'new_password', 'first_admin', 'vote', 'booking', 'thread', 'reply'))
)

CREATE TABLE periodic_run (
    name VARCHAR(80) NOT NULL,
    due DATETIME NOT NULL,
    CONSTRAINT pk_periodic_run PRIMARY KEY (name, due)
)

CREATE TABLE school (
    name VARCHAR(160) NOT NULL,
    address VARCHAR(240) NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_school PRIMARY KEY (id)
)

CREATE TABLE council (
    name VARCHAR(160) NOT NULL,
    preset VARCHAR(40) NOT NULL,
    time_zone VARCHAR(64) NOT NULL,
    language VARCHAR(35) NOT NULL,
    paper VARCHAR(32) NOT NULL,
    school_id VARCHAR(12),
    door VARCHAR(12) NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_council PRIMARY KEY (id),
    CONSTRAINT ck_council_paper CHECK (paper IN ('letter', 'a4')),
    CONSTRAINT fk_council_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_council_door UNIQUE (door)
)

CREATE TABLE interpreter_pair (
    interpreter_id VARCHAR(12) NOT NULL,
    from_language VARCHAR(35) NOT NULL,
    into_language VARCHAR(35) NOT NULL,
    CONSTRAINT pk_interpreter_pair PRIMARY KEY (interpreter_id, from_language, into_language),
    CONSTRAINT fk_interpreter_pair_interpreter_id FOREIGN KEY(interpreter_id) REFERENCES interpreter (id)
)

CREATE TABLE person (
    name VARCHAR(120) NOT NULL,
    email VARCHAR(254),
    phone VARCHAR(20),
    language VARCHAR(35) NOT NULL,
    title VARCHAR(120) NOT NULL,
    employed_by_district BOOLEAN NOT NULL,
    family_id VARCHAR(12),
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT uq_person_email UNIQUE (email),
    CONSTRAINT fk_person_family_id FOREIGN KEY(family_id) REFERENCES family (id)
)

CREATE TABLE account (
    email VARCHAR(254) NOT NULL,
    password VARCHAR(255),
    active BOOLEAN NOT NULL,
    fs_uniquifier VARCHAR(64) NOT NULL,
    tf_primary_method VARCHAR(64),
    tf_totp_secret VARCHAR(255),
    tf_phone_number VARCHAR(128),
    mf_recovery_codes JSON,
    totp_counter BIGINT,
    person_id VARCHAR(12) NOT NULL,
    version INTEGER NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_email UNIQUE (email),
    CONSTRAINT uq_account_fs_uniquifier UNIQUE (fs_uniquifier),
    CONSTRAINT uq_account_person_id UNIQUE (person_id),
    CONSTRAINT fk_account_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE TABLE family_joined (
    council_id VARCHAR(12) NOT NULL,
    family_id VARCHAR(12) NOT NULL,
    joined_on DATE NOT NULL,
    CONSTRAINT pk_family_joined PRIMARY KEY (council_id, family_id),
    CONSTRAINT fk_family_joined_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT fk_family_joined_family_id FOREIGN KEY(family_id) REFERENCES family (id)
)

CREATE TABLE membership (
    council_id VARCHAR(12) NOT NULL,
    person_id VARCHAR(12) NOT NULL,
    seat VARCHAR(32) NOT NULL,
    office VARCHAR(32),
    started_on DATE NOT NULL,
    ended_on DATE,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (id),
    CONSTRAINT ck_membership_ends_after_start CHECK (ended_on IS NULL OR ended_on >= started_on),
    CONSTRAINT fk_membership_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT fk_membership_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_membership_seat CHECK (seat IN ('parent', 'staff', 'community')),
    CONSTRAINT ck_membership_office CHECK (office IN ('chair', 'vice_chair', 'secretary'))
)

CREATE TABLE named_reviewer (
    council_id VARCHAR(12) NOT NULL,
    person_id VARCHAR(12) NOT NULL,
    language VARCHAR(35) NOT NULL,
    CONSTRAINT pk_named_reviewer PRIMARY KEY (council_id, person_id, language),
    CONSTRAINT fk_named_reviewer_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT fk_named_reviewer_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE TABLE role_held (
    person_id VARCHAR(12) NOT NULL,
    council_id VARCHAR(12),
    role VARCHAR(32) NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_role_held PRIMARY KEY (id),
    CONSTRAINT ck_role_held_district_or_council CHECK ((role = 'district_admin') = (council_id IS NULL)),
    CONSTRAINT fk_role_held_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_role_held_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT ck_role_held_role CHECK (role IN ('member', 'parent_leader', 'coordinator', 'administrator', 'district_admin'))
)

CREATE TABLE text (
    council_id VARCHAR(12),
    kind VARCHAR(40) NOT NULL,
    source_language VARCHAR(35) NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_text PRIMARY KEY (id),
    CONSTRAINT fk_text_council_id FOREIGN KEY(council_id) REFERENCES council (id)
)

CREATE TABLE ticket (
    purpose VARCHAR(32) NOT NULL,
    subject_id VARCHAR(12),
    council_id VARCHAR(12),
    family_id VARCHAR(12),
    expires_at DATETIME NOT NULL,
    used_on DATE,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_ticket PRIMARY KEY (id),
    CONSTRAINT ck_ticket_purpose CHECK (purpose IN ('sign_in', 'invitation', 'new_password', 'first_admin', 'vote', 'booking', 'thread', 'reply')),
    CONSTRAINT fk_ticket_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT fk_ticket_family_id FOREIGN KEY(family_id) REFERENCES family (id)
)

CREATE TABLE council_words (
    council_id VARCHAR(12) NOT NULL,
    about VARCHAR(32) NOT NULL,
    text_id VARCHAR(12) NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_council_words PRIMARY KEY (id),
    CONSTRAINT uq_council_words_council_id_about UNIQUE (council_id, about),
    CONSTRAINT fk_council_words_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT ck_council_words_words_about CHECK (about IN ('how_we_meet', 'asked_of_partners')),
    CONSTRAINT uq_council_words_text_id UNIQUE (text_id),
    CONSTRAINT fk_council_words_text_id FOREIGN KEY(text_id) REFERENCES text (id)
)

CREATE TABLE glossary_term (
    term_id VARCHAR(12) NOT NULL,
    meaning_id VARCHAR(12) NOT NULL,
    language VARCHAR(35) NOT NULL,
    "key" VARCHAR(400) NOT NULL,
    retired_at DATETIME,
    retired_by_id VARCHAR(12),
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_glossary_term PRIMARY KEY (id),
    CONSTRAINT uq_glossary_term_language_key UNIQUE (language, "key"),
    CONSTRAINT ck_glossary_term_retired_by_somebody CHECK ((retired_at IS NULL) = (retired_by_id IS NULL)),
    CONSTRAINT uq_glossary_term_term_id UNIQUE (term_id),
    CONSTRAINT fk_glossary_term_term_id FOREIGN KEY(term_id) REFERENCES text (id),
    CONSTRAINT uq_glossary_term_meaning_id UNIQUE (meaning_id),
    CONSTRAINT fk_glossary_term_meaning_id FOREIGN KEY(meaning_id) REFERENCES text (id),
    CONSTRAINT fk_glossary_term_retired_by_id FOREIGN KEY(retired_by_id) REFERENCES person (id)
)

CREATE TABLE meeting (
    council_id VARCHAR(12) NOT NULL,
    title_id VARCHAR(12) NOT NULL,
    held_on DATE NOT NULL,
    from_time TIME NOT NULL,
    minutes INTEGER NOT NULL,
    time_zone VARCHAR(64) NOT NULL,
    starts_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    place VARCHAR(240) NOT NULL,
    online_link VARCHAR(500) NOT NULL,
    state VARCHAR(32) NOT NULL,
    cancelled_reason VARCHAR(500) NOT NULL,
    version INTEGER NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_meeting PRIMARY KEY (id),
    CONSTRAINT ck_meeting_ends_after_start CHECK (ends_at > starts_at),
    CONSTRAINT ck_meeting_cancelled_with_reason CHECK ((state = 'cancelled') = (cancelled_reason != '')),
    CONSTRAINT ck_meeting_somewhere CHECK (place != '' OR online_link != ''),
    CONSTRAINT fk_meeting_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT fk_meeting_title_id FOREIGN KEY(title_id) REFERENCES text (id),
    CONSTRAINT ck_meeting_meeting_state CHECK (state IN ('draft', 'posted', 'held', 'cancelled'))
)

CREATE TABLE priority_round (
    council_id VARCHAR(12) NOT NULL,
    question_id VARCHAR(12) NOT NULL,
    responder_id VARCHAR(12),
    respond_by DATE,
    within_power TEXT NOT NULL,
    state VARCHAR(32) NOT NULL,
    drafted_at DATETIME NOT NULL,
    opened_at DATETIME,
    closed_at DATETIME,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_priority_round PRIMARY KEY (id),
    CONSTRAINT ck_priority_round_opened_at_a_time CHECK ((state = 'draft') = (opened_at IS NULL)),
    CONSTRAINT ck_priority_round_closed_at_a_time CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT ck_priority_round_open_when_ready_to_listen CHECK (state = 'draft' OR (responder_id IS NOT NULL AND respond_by IS NOT NULL)),
    CONSTRAINT fk_priority_round_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT fk_priority_round_question_id FOREIGN KEY(question_id) REFERENCES text (id),
    CONSTRAINT fk_priority_round_responder_id FOREIGN KEY(responder_id) REFERENCES person (id),
    CONSTRAINT ck_priority_round_round_state CHECK (state IN ('draft', 'open', 'closed'))
)

CREATE TABLE recommendation (
    council_id VARCHAR(12) NOT NULL,
    number INTEGER NOT NULL,
    title_id VARCHAR(12) NOT NULL,
    body_id VARCHAR(12) NOT NULL,
    state VARCHAR(32) NOT NULL,
    drafted_by_id VARCHAR(12) NOT NULL,
    drafted_at DATETIME NOT NULL,
    addressee_id VARCHAR(12),
    sent_at DATETIME,
    due_on DATE,
    version INTEGER NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_recommendation PRIMARY KEY (id),
    CONSTRAINT uq_recommendation_council_id_number UNIQUE (council_id, number),
    CONSTRAINT ck_recommendation_sent_to_somebody_with_a_date CHECK ((sent_at IS NULL) = (due_on IS NULL) AND (sent_at IS NULL) = (addressee_id IS NULL)),
    CONSTRAINT ck_recommendation_sent_at_a_time CHECK (state NOT IN ('sent', 'answered', 'in_progress', 'done') OR sent_at IS NOT NULL),
    CONSTRAINT fk_recommendation_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT fk_recommendation_title_id FOREIGN KEY(title_id) REFERENCES text (id),
    CONSTRAINT fk_recommendation_body_id FOREIGN KEY(body_id) REFERENCES text (id),
    CONSTRAINT ck_recommendation_recommendation_state CHECK (state IN ('draft', 'proposed', 'adopted', 'sent', 'answered', 'in_progress', 'done', 'rejected', 'withdrawn')),
    CONSTRAINT fk_recommendation_drafted_by_id FOREIGN KEY(drafted_by_id) REFERENCES person (id),
    CONSTRAINT fk_recommendation_addressee_id FOREIGN KEY(addressee_id) REFERENCES person (id)
)

CREATE TABLE text_revision (
    text_id VARCHAR(12) NOT NULL,
    number INTEGER NOT NULL,
    words TEXT NOT NULL,
    author_id VARCHAR(12) NOT NULL,
    written_at DATETIME NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_text_revision PRIMARY KEY (id),
    CONSTRAINT uq_text_revision_text_id_number UNIQUE (text_id, number),
    CONSTRAINT fk_text_revision_text_id FOREIGN KEY(text_id) REFERENCES text (id),
    CONSTRAINT fk_text_revision_author_id FOREIGN KEY(author_id) REFERENCES person (id)
)

CREATE TABLE ballot (
    round_id VARCHAR(12) NOT NULL,
    entered_by_id VARCHAR(12),
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_ballot PRIMARY KEY (id),
    CONSTRAINT fk_ballot_round_id FOREIGN KEY(round_id) REFERENCES priority_round (id),
    CONSTRAINT fk_ballot_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES person (id)
)
 WITHOUT ROWID

CREATE TABLE concern (
    council_id VARCHAR(12) NOT NULL,
    words TEXT NOT NULL,
    language VARCHAR(35) NOT NULL,
    variant VARCHAR(80) NOT NULL,
    arrival VARCHAR(32) NOT NULL,
    consent VARCHAR(32) NOT NULL,
    raised_on DATE NOT NULL,
    state VARCHAR(32) NOT NULL,
    closed_reason_id VARCHAR(12),
    code_hash VARCHAR(64) NOT NULL,
    logged_by_id VARCHAR(12),
    read_back BOOLEAN NOT NULL,
    reading_id VARCHAR(12),
    reading_approved_revision_id VARCHAR(12),
    reading_approved_by_id VARCHAR(12),
    reading_approved_at DATETIME,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_concern PRIMARY KEY (id),
    CONSTRAINT ck_concern_closed_with_reason CHECK ((state = 'closed') = (closed_reason_id IS NOT NULL)),
    CONSTRAINT ck_concern_withdrawn_without_words CHECK ((state = 'withdrawn') = (words = '')),
    CONSTRAINT ck_concern_logged_unless_by_link CHECK ((arrival = 'link') = (logged_by_id IS NULL)),
    CONSTRAINT ck_concern_logged_after_reading_back CHECK (logged_by_id IS NULL OR read_back),
    CONSTRAINT ck_concern_private_unread CHECK (consent != 'private' OR reading_id IS NULL),
    CONSTRAINT ck_concern_withdrawn_without_reading CHECK (reading_approved_revision_id IS NULL OR (reading_id IS NOT NULL AND state != 'withdrawn')),
    CONSTRAINT ck_concern_reading_approved_by_somebody CHECK ((reading_approved_revision_id IS NULL) = (reading_approved_by_id IS NULL)),
    CONSTRAINT ck_concern_reading_approved_at_a_time CHECK ((reading_approved_by_id IS NULL) = (reading_approved_at IS NULL)),
    CONSTRAINT fk_concern_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT ck_concern_arrival CHECK (arrival IN ('link', 'spoken', 'phone', 'paper', 'gathering')),
    CONSTRAINT ck_concern_consent CHECK (consent IN ('private', 'summary', 'public')),
    CONSTRAINT ck_concern_concern_state CHECK (state IN ('received', 'grouped', 'on_agenda', 'in_recommendation', 'answered', 'closed', 'withdrawn')),
    CONSTRAINT fk_concern_closed_reason_id FOREIGN KEY(closed_reason_id) REFERENCES text (id),
    CONSTRAINT uq_concern_code_hash UNIQUE (code_hash),
    CONSTRAINT fk_concern_logged_by_id FOREIGN KEY(logged_by_id) REFERENCES person (id),
    CONSTRAINT fk_concern_reading_id FOREIGN KEY(reading_id) REFERENCES text (id),
    CONSTRAINT fk_concern_reading_approved_revision_id FOREIGN KEY(reading_approved_revision_id) REFERENCES text_revision (id),
    CONSTRAINT fk_concern_reading_approved_by_id FOREIGN KEY(reading_approved_by_id) REFERENCES person (id)
)
 WITHOUT ROWID

CREATE TABLE interpreter_request (
    meeting_id VARCHAR(12) NOT NULL,
    language VARCHAR(35) NOT NULL,
    meeting_language VARCHAR(35) NOT NULL,
    relay_language VARCHAR(35),
    mode VARCHAR(32) NOT NULL,
    modality VARCHAR(32) NOT NULL,
    note VARCHAR(500) NOT NULL,
    asked_at DATETIME NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_interpreter_request PRIMARY KEY (id),
    CONSTRAINT uq_interpreter_request_meeting_id_language UNIQUE (meeting_id, language),
    CONSTRAINT ck_interpreter_request_relay_other CHECK (relay_language IS NULL OR relay_language != language),
    CONSTRAINT fk_interpreter_request_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id),
    CONSTRAINT ck_interpreter_request_mode CHECK (mode IN ('simultaneous', 'consecutive', 'whispered', 'sight')),
    CONSTRAINT ck_interpreter_request_modality CHECK (modality IN ('on_site', 'video', 'phone'))
)

CREATE TABLE minutes (
    meeting_id VARCHAR(12) NOT NULL,
    text_id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_minutes PRIMARY KEY (meeting_id),
    CONSTRAINT fk_minutes_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id),
    CONSTRAINT uq_minutes_text_id UNIQUE (text_id),
    CONSTRAINT fk_minutes_text_id FOREIGN KEY(text_id) REFERENCES text (id)
)

CREATE TABLE minutes_approval (
    revision_id VARCHAR(12) NOT NULL,
    meeting_id VARCHAR(12) NOT NULL,
    approved_by_id VARCHAR(12) NOT NULL,
    approved_at DATETIME NOT NULL,
    CONSTRAINT pk_minutes_approval PRIMARY KEY (revision_id),
    CONSTRAINT fk_minutes_approval_revision_id FOREIGN KEY(revision_id) REFERENCES text_revision (id),
    CONSTRAINT fk_minutes_approval_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id),
    CONSTRAINT fk_minutes_approval_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES person (id)
)

CREATE TABLE packet (
    meeting_id VARCHAR(12) NOT NULL,
    first_language VARCHAR(35) NOT NULL,
    second_language VARCHAR(35) NOT NULL,
    version INTEGER NOT NULL,
    snapshot JSON NOT NULL,
    snapshot_hash VARCHAR(64) NOT NULL,
    issued_by_id VARCHAR(12) NOT NULL,
    issued_at DATETIME NOT NULL,
    withdrawn_by_id VARCHAR(12),
    withdrawn_at DATETIME,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_packet PRIMARY KEY (id),
    CONSTRAINT uq_packet_meeting_id_first_language_second_language_version UNIQUE (meeting_id, first_language, second_language, version),
    CONSTRAINT ck_packet_withdrawn_by_somebody CHECK ((withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)),
    CONSTRAINT fk_packet_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id),
    CONSTRAINT fk_packet_issued_by_id FOREIGN KEY(issued_by_id) REFERENCES person (id),
    CONSTRAINT fk_packet_withdrawn_by_id FOREIGN KEY(withdrawn_by_id) REFERENCES person (id)
)

CREATE TABLE posting (
    meeting_id VARCHAR(12) NOT NULL,
    version INTEGER NOT NULL,
    posted_at DATETIME NOT NULL,
    posted_by_id VARCHAR(12) NOT NULL,
    snapshot JSON NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (id),
    CONSTRAINT uq_posting_meeting_id_version UNIQUE (meeting_id, version),
    CONSTRAINT fk_posting_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id),
    CONSTRAINT fk_posting_posted_by_id FOREIGN KEY(posted_by_id) REFERENCES person (id)
)

CREATE TABLE reply (
    meeting_id VARCHAR(12) NOT NULL,
    family_id VARCHAR(12) NOT NULL,
    coming BOOLEAN NOT NULL,
    people INTEGER NOT NULL,
    interpreter_language VARCHAR(35),
    aids JSON NOT NULL,
    supports JSON NOT NULL,
    replied_on DATE NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_reply PRIMARY KEY (id),
    CONSTRAINT uq_reply_meeting_id_family_id UNIQUE (meeting_id, family_id),
    CONSTRAINT fk_reply_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id),
    CONSTRAINT fk_reply_family_id FOREIGN KEY(family_id) REFERENCES family (id)
)

CREATE TABLE staff_response (
    recommendation_id VARCHAR(12) NOT NULL,
    disposition VARCHAR(32) NOT NULL,
    reasons_id VARCHAR(12) NOT NULL,
    answer_by DATE,
    signed_by_id VARCHAR(12) NOT NULL,
    signed_at DATETIME NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_staff_response PRIMARY KEY (id),
    CONSTRAINT ck_staff_response_more_time_until CHECK ((disposition = 'needs_more_time') = (answer_by IS NOT NULL)),
    CONSTRAINT fk_staff_response_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT ck_staff_response_disposition CHECK (disposition IN ('accepted', 'partly_accepted', 'declined', 'needs_more_time')),
    CONSTRAINT fk_staff_response_reasons_id FOREIGN KEY(reasons_id) REFERENCES text (id),
    CONSTRAINT fk_staff_response_signed_by_id FOREIGN KEY(signed_by_id) REFERENCES person (id)
)

CREATE TABLE theme (
    council_id VARCHAR(12) NOT NULL,
    title_id VARCHAR(12) NOT NULL,
    summary_id VARCHAR(12),
    summary_approved_revision_id VARCHAR(12),
    summary_approved_by_id VARCHAR(12),
    summary_approved_at DATETIME,
    started_at DATETIME NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_theme PRIMARY KEY (id),
    CONSTRAINT ck_theme_summary_approved_by_somebody CHECK ((summary_approved_revision_id IS NULL) = (summary_approved_by_id IS NULL)),
    CONSTRAINT ck_theme_summary_approved_at_a_time CHECK ((summary_approved_by_id IS NULL) = (summary_approved_at IS NULL)),
    CONSTRAINT fk_theme_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT fk_theme_title_id FOREIGN KEY(title_id) REFERENCES text (id),
    CONSTRAINT fk_theme_summary_id FOREIGN KEY(summary_id) REFERENCES text (id),
    CONSTRAINT fk_theme_summary_approved_revision_id FOREIGN KEY(summary_approved_revision_id) REFERENCES text_revision (id),
    CONSTRAINT fk_theme_summary_approved_by_id FOREIGN KEY(summary_approved_by_id) REFERENCES person (id)
)

CREATE TABLE translation (
    revision_id VARCHAR(12) NOT NULL,
    language VARCHAR(35) NOT NULL,
    number INTEGER NOT NULL,
    words TEXT NOT NULL,
    standing VARCHAR(32) NOT NULL,
    written_by_id VARCHAR(12),
    entered_by_id VARCHAR(12) NOT NULL,
    written_at DATETIME NOT NULL,
    approved_by_id VARCHAR(12),
    approved_at DATETIME,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_translation PRIMARY KEY (id),
    CONSTRAINT ck_translation_approved_by_somebody CHECK ((standing = 'approved') = (approved_by_id IS NOT NULL)),
    CONSTRAINT ck_translation_approved_at_a_time CHECK ((approved_by_id IS NULL) = (approved_at IS NULL)),
    CONSTRAINT ck_translation_approved_by_another CHECK (approved_by_id IS NULL OR written_by_id IS NULL OR approved_by_id != written_by_id),
    CONSTRAINT ck_translation_machine_has_no_author CHECK (standing != 'machine' OR written_by_id IS NULL),
    CONSTRAINT ck_translation_written_by_who_entered CHECK (written_by_id IS NULL OR written_by_id = entered_by_id),
    CONSTRAINT ck_translation_approved_by_another_than_entered CHECK (approved_by_id IS NULL OR approved_by_id != entered_by_id),
    CONSTRAINT uq_translation_revision_id_language_number UNIQUE (revision_id, language, number),
    CONSTRAINT fk_translation_revision_id FOREIGN KEY(revision_id) REFERENCES text_revision (id),
    CONSTRAINT ck_translation_standing CHECK (standing IN ('machine', 'draft', 'approved')),
    CONSTRAINT fk_translation_written_by_id FOREIGN KEY(written_by_id) REFERENCES person (id),
    CONSTRAINT fk_translation_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES person (id),
    CONSTRAINT fk_translation_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES person (id)
)

CREATE TABLE action_step (
    response_id VARCHAR(12) NOT NULL,
    position INTEGER NOT NULL,
    text_id VARCHAR(12) NOT NULL,
    owner_name VARCHAR NOT NULL,
    due_on DATE NOT NULL,
    done_on DATE,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_action_step PRIMARY KEY (id),
    CONSTRAINT uq_action_step_response_id_position UNIQUE (response_id, position),
    CONSTRAINT fk_action_step_response_id FOREIGN KEY(response_id) REFERENCES staff_response (id),
    CONSTRAINT fk_action_step_text_id FOREIGN KEY(text_id) REFERENCES text (id)
)

CREATE TABLE agenda_item (
    meeting_id VARCHAR(12) NOT NULL,
    position INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    title_id VARCHAR(12) NOT NULL,
    minutes INTEGER NOT NULL,
    theme_id VARCHAR(12),
    recommendation_id VARCHAR(12),
    topic VARCHAR(40),
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_agenda_item PRIMARY KEY (id),
    CONSTRAINT uq_agenda_item_meeting_id_position UNIQUE (meeting_id, position),
    CONSTRAINT ck_agenda_item_takes_time CHECK (minutes > 0),
    CONSTRAINT fk_agenda_item_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id),
    CONSTRAINT ck_agenda_item_item_kind CHECK (kind IN ('information', 'discussion', 'action')),
    CONSTRAINT fk_agenda_item_title_id FOREIGN KEY(title_id) REFERENCES text (id),
    CONSTRAINT fk_agenda_item_theme_id FOREIGN KEY(theme_id) REFERENCES theme (id),
    CONSTRAINT fk_agenda_item_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id)
)

CREATE TABLE booking (
    request_id VARCHAR(12) NOT NULL,
    leg INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    from_language VARCHAR(35) NOT NULL,
    into_language VARCHAR(35) NOT NULL,
    interpreter_id VARCHAR(12),
    state VARCHAR(32) NOT NULL,
    modality VARCHAR(32) NOT NULL,
    busy_from BIGINT,
    busy_until BIGINT,
    travel_minutes INTEGER NOT NULL,
    opened_at DATETIME NOT NULL,
    offered_at DATETIME,
    answer_by DATETIME,
    settled_at DATETIME,
    reason VARCHAR(500) NOT NULL,
    minutes_served INTEGER,
    calendar_sequence INTEGER NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_booking PRIMARY KEY (id),
    CONSTRAINT uq_booking_request_id_leg_attempt UNIQUE (request_id, leg, attempt),
    CONSTRAINT ck_booking_leg_of_two CHECK (leg IN (1, 2)),
    CONSTRAINT ck_booking_offered_to_somebody_at_a_time CHECK (state IN ('requested', 'withdrawn') OR (interpreter_id IS NOT NULL AND busy_from IS NOT NULL AND busy_until IS NOT NULL)),
    CONSTRAINT ck_booking_busy_ends_after_start CHECK (busy_until > busy_from),
    CONSTRAINT ck_booking_ended_with_reason CHECK (state NOT IN ('declined', 'cancelled') OR reason != ''),
    CONSTRAINT fk_booking_request_id FOREIGN KEY(request_id) REFERENCES interpreter_request (id),
    CONSTRAINT fk_booking_interpreter_id FOREIGN KEY(interpreter_id) REFERENCES interpreter (id),
    CONSTRAINT ck_booking_booking_state CHECK (state IN ('requested', 'offered', 'confirmed', 'fulfilled', 'declined', 'withdrawn', 'cancelled', 'expired', 'no_show')),
    CONSTRAINT ck_booking_modality CHECK (modality IN ('on_site', 'video', 'phone'))
)

CREATE TABLE concern_in_theme (
    concern_id VARCHAR(12) NOT NULL,
    theme_id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_concern_in_theme PRIMARY KEY (concern_id, theme_id),
    CONSTRAINT fk_concern_in_theme_concern_id FOREIGN KEY(concern_id) REFERENCES concern (id),
    CONSTRAINT fk_concern_in_theme_theme_id FOREIGN KEY(theme_id) REFERENCES theme (id)
)
 WITHOUT ROWID

CREATE TABLE concern_raiser (
    concern_id VARCHAR(12) NOT NULL,
    family_id VARCHAR(12),
    name VARCHAR(120) NOT NULL,
    email VARCHAR(254),
    phone VARCHAR(20),
    CONSTRAINT pk_concern_raiser PRIMARY KEY (concern_id),
    CONSTRAINT fk_concern_raiser_concern_id FOREIGN KEY(concern_id) REFERENCES concern (id),
    CONSTRAINT fk_concern_raiser_family_id FOREIGN KEY(family_id) REFERENCES family (id)
)
 WITHOUT ROWID

CREATE TABLE printed_file (
    "key" VARCHAR(64) NOT NULL,
    meeting_id VARCHAR(12) NOT NULL,
    packet_id VARCHAR(12),
    content JSON,
    kind VARCHAR(32) NOT NULL,
    arrangement VARCHAR(32) NOT NULL,
    paper VARCHAR(32) NOT NULL,
    text_size VARCHAR(32) NOT NULL,
    asked_at DATETIME NOT NULL,
    used_at DATETIME NOT NULL,
    state VARCHAR(32) NOT NULL,
    held_until DATETIME,
    attempts INTEGER NOT NULL,
    parts_done INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    failure JSON,
    pages INTEGER,
    size INTEGER,
    pdf BLOB,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_printed_file PRIMARY KEY (id),
    CONSTRAINT ck_printed_file_of_something CHECK ((packet_id IS NULL) = (content IS NOT NULL)),
    CONSTRAINT ck_printed_file_done_with_a_file CHECK ((state = 'done') = (pdf IS NOT NULL) AND (pdf IS NULL) = (pages IS NULL) AND (pdf IS NULL) = (size IS NULL)),
    CONSTRAINT ck_printed_file_failed_for_a_reason CHECK ((state = 'failed') = (failure IS NOT NULL)),
    CONSTRAINT ck_printed_file_held_in_print CHECK ((state = 'printing') = (held_until IS NOT NULL)),
    CONSTRAINT uq_printed_file_key UNIQUE ("key"),
    CONSTRAINT fk_printed_file_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id),
    CONSTRAINT fk_printed_file_packet_id FOREIGN KEY(packet_id) REFERENCES packet (id),
    CONSTRAINT ck_printed_file_print_kind CHECK (kind IN ('packet', 'handout')),
    CONSTRAINT ck_printed_file_packet_arrangement CHECK (arrangement IN ('side_by_side', 'facing', 'flip')),
    CONSTRAINT ck_printed_file_paper CHECK (paper IN ('letter', 'a4')),
    CONSTRAINT ck_printed_file_text_size CHECK (text_size IN ('regular', 'large')),
    CONSTRAINT ck_printed_file_print_state CHECK (state IN ('waiting', 'printing', 'done', 'failed'))
)

CREATE TABLE recommendation_theme (
    recommendation_id VARCHAR(12) NOT NULL,
    theme_id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_recommendation_theme PRIMARY KEY (recommendation_id, theme_id),
    CONSTRAINT fk_recommendation_theme_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_recommendation_theme_theme_id FOREIGN KEY(theme_id) REFERENCES theme (id)
)

CREATE TABLE round_option (
    round_id VARCHAR(12) NOT NULL,
    theme_id VARCHAR(12) NOT NULL,
    position INTEGER NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_round_option PRIMARY KEY (id),
    CONSTRAINT uq_round_option_round_id_theme_id UNIQUE (round_id, theme_id),
    CONSTRAINT fk_round_option_round_id FOREIGN KEY(round_id) REFERENCES priority_round (id),
    CONSTRAINT fk_round_option_theme_id FOREIGN KEY(theme_id) REFERENCES theme (id)
)

CREATE TABLE summary_approval (
    revision_id VARCHAR(12) NOT NULL,
    theme_id VARCHAR(12) NOT NULL,
    approved_by_id VARCHAR(12) NOT NULL,
    approved_at DATETIME NOT NULL,
    CONSTRAINT pk_summary_approval PRIMARY KEY (revision_id),
    CONSTRAINT fk_summary_approval_revision_id FOREIGN KEY(revision_id) REFERENCES text_revision (id),
    CONSTRAINT fk_summary_approval_theme_id FOREIGN KEY(theme_id) REFERENCES theme (id),
    CONSTRAINT fk_summary_approval_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES person (id)
)

CREATE TABLE ballot_dots (
    ballot_id VARCHAR(12) NOT NULL,
    option_id VARCHAR(12) NOT NULL,
    dots INTEGER NOT NULL,
    CONSTRAINT pk_ballot_dots PRIMARY KEY (ballot_id, option_id),
    CONSTRAINT ck_ballot_dots_dots_in_range CHECK (dots BETWEEN 1 AND 3),
    CONSTRAINT fk_ballot_dots_ballot_id FOREIGN KEY(ballot_id) REFERENCES ballot (id),
    CONSTRAINT fk_ballot_dots_option_id FOREIGN KEY(option_id) REFERENCES round_option (id)
)
 WITHOUT ROWID

CREATE TABLE motion (
    recommendation_id VARCHAR(12) NOT NULL,
    meeting_id VARCHAR(12) NOT NULL,
    agenda_item_id VARCHAR(12),
    finding_of_need VARCHAR NOT NULL,
    moved_by_id VARCHAR(12) NOT NULL,
    seconded_by_id VARCHAR(12) NOT NULL,
    votes_for INTEGER NOT NULL,
    votes_against INTEGER NOT NULL,
    abstentions INTEGER NOT NULL,
    carried BOOLEAN NOT NULL,
    voted_at DATETIME NOT NULL,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_motion PRIMARY KEY (id),
    CONSTRAINT ck_motion_counted CHECK (votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0),
    CONSTRAINT ck_motion_carried_by_majority CHECK (carried = (votes_for > votes_against)),
    CONSTRAINT ck_motion_seconded_by_another CHECK (moved_by_id != seconded_by_id),
    CONSTRAINT ck_motion_posted_or_needed CHECK (agenda_item_id IS NOT NULL OR finding_of_need != ''),
    CONSTRAINT fk_motion_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_motion_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id),
    CONSTRAINT fk_motion_agenda_item_id FOREIGN KEY(agenda_item_id) REFERENCES agenda_item (id),
    CONSTRAINT fk_motion_moved_by_id FOREIGN KEY(moved_by_id) REFERENCES person (id),
    CONSTRAINT fk_motion_seconded_by_id FOREIGN KEY(seconded_by_id) REFERENCES person (id)
)

CREATE TABLE outbox_message (
    council_id VARCHAR(12),
    kind VARCHAR(40) NOT NULL,
    subject_id VARCHAR(12) NOT NULL,
    family_id VARCHAR(12),
    person_id VARCHAR(12),
    interpreter_id VARCHAR(12),
    concern_id VARCHAR(12),
    language VARCHAR(35) NOT NULL,
    channel VARCHAR(32) NOT NULL,
    state VARCHAR(32) NOT NULL,
    written_on DATE NOT NULL,
    attempts INTEGER NOT NULL,
    not_before DATETIME,
    failure VARCHAR(32),
    sent_on DATE,
    done_by_id VARCHAR(12),
    done_on DATE,
    demo_written_at DATETIME,
    id VARCHAR(12) NOT NULL,
    CONSTRAINT pk_outbox_message PRIMARY KEY (id),
    CONSTRAINT ck_outbox_message_one_recipient CHECK ((CASE WHEN family_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN interpreter_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN concern_id IS NULL THEN 0 ELSE 1 END) = 1),
    CONSTRAINT ck_outbox_message_sent_on_a_day CHECK ((state = 'sent') = (sent_on IS NOT NULL)),
    CONSTRAINT ck_outbox_message_failed_for_a_reason CHECK ((state = 'failed') = (failure IS NOT NULL)),
    CONSTRAINT ck_outbox_message_done_by_somebody_on_a_day CHECK ((state = 'done') = (done_by_id IS NOT NULL) AND (done_by_id IS NULL) = (done_on IS NULL)),
    CONSTRAINT fk_outbox_message_council_id FOREIGN KEY(council_id) REFERENCES council (id),
    CONSTRAINT fk_outbox_message_family_id FOREIGN KEY(family_id) REFERENCES family (id),
    CONSTRAINT fk_outbox_message_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_outbox_message_interpreter_id FOREIGN KEY(interpreter_id) REFERENCES interpreter (id),
    CONSTRAINT fk_outbox_message_concern_id FOREIGN KEY(concern_id) REFERENCES concern_raiser (concern_id),
    CONSTRAINT ck_outbox_message_contact_channel CHECK (channel IN ('email', 'text_message', 'call', 'letter', 'in_person')),
    CONSTRAINT ck_outbox_message_message_state CHECK (state IN ('waiting', 'sent', 'done', 'failed', 'gone')),
    CONSTRAINT ck_outbox_message_failure CHECK (failure IN ('no_address', 'refused', 'unreached', 'not_written')),
    CONSTRAINT fk_outbox_message_done_by_id FOREIGN KEY(done_by_id) REFERENCES person (id)
)
 WITHOUT ROWID

CREATE INDEX ix_agenda_item_recommendation_id ON agenda_item (recommendation_id)

CREATE INDEX ix_agenda_item_theme_id ON agenda_item (theme_id)

CREATE INDEX ix_ballot_dots_option_id ON ballot_dots (option_id)

CREATE INDEX ix_ballot_round_id ON ballot (round_id)

CREATE INDEX ix_booking_interpreter_busy ON booking (interpreter_id, busy_from, busy_until)

CREATE INDEX ix_booking_request_id ON booking (request_id)

CREATE INDEX ix_concern_council_day ON concern (council_id, raised_on, id)

CREATE INDEX ix_concern_in_theme_theme_id ON concern_in_theme (theme_id)

CREATE INDEX ix_concern_logged_by_id ON concern (logged_by_id)

CREATE INDEX ix_concern_raiser_family_id ON concern_raiser (family_id)

CREATE INDEX ix_concern_state ON concern (state)

CREATE INDEX ix_council_school_id ON council (school_id)

CREATE INDEX ix_family_joined_family_id ON family_joined (family_id)

CREATE INDEX ix_history_council_id ON history (council_id)

CREATE INDEX ix_history_subject ON history (subject_kind, subject_id, at)

CREATE INDEX ix_limit_counter_expires_at ON limit_counter (expires_at)

CREATE INDEX ix_meeting_council_start ON meeting (council_id, starts_at, id)

CREATE INDEX ix_membership_council_person ON membership (council_id, person_id)

CREATE INDEX ix_membership_person_id ON membership (person_id)

CREATE INDEX ix_minutes_approval_meeting_id ON minutes_approval (meeting_id)

CREATE INDEX ix_motion_meeting_id ON motion (meeting_id)

CREATE INDEX ix_motion_recommendation_id ON motion (recommendation_id)

CREATE INDEX ix_outbox_council ON outbox_message (council_id, state, written_on, id)

CREATE INDEX ix_outbox_message_concern_id ON outbox_message (concern_id)

CREATE INDEX ix_outbox_message_family_id ON outbox_message (family_id)

CREATE INDEX ix_outbox_message_interpreter_id ON outbox_message (interpreter_id)

CREATE INDEX ix_outbox_message_person_id ON outbox_message (person_id)

CREATE INDEX ix_outbox_state ON outbox_message (state, channel)

CREATE INDEX ix_packet_meeting_id ON packet (meeting_id)

CREATE INDEX ix_person_family_id ON person (family_id)

CREATE INDEX ix_printed_file_meeting_id ON printed_file (meeting_id)

CREATE INDEX ix_printed_file_packet_id ON printed_file (packet_id)

CREATE INDEX ix_printed_file_state ON printed_file (state, asked_at, id)

CREATE INDEX ix_priority_round_council_id ON priority_round (council_id)

CREATE INDEX ix_recommendation_addressee ON recommendation (addressee_id, state, due_on)

CREATE INDEX ix_recommendation_theme_theme_id ON recommendation_theme (theme_id)

CREATE INDEX ix_reply_family_id ON reply (family_id)

CREATE INDEX ix_role_held_council_id ON role_held (council_id)

CREATE INDEX ix_round_option_theme_id ON round_option (theme_id)

CREATE INDEX ix_staff_response_recommendation_id ON staff_response (recommendation_id)

CREATE INDEX ix_summary_approval_theme_id ON summary_approval (theme_id)

CREATE INDEX ix_text_council_id ON text (council_id)

CREATE INDEX ix_theme_council_id ON theme (council_id)

CREATE INDEX ix_ticket_council_id ON ticket (council_id)

CREATE INDEX ix_ticket_subject ON ticket (purpose, subject_id)

CREATE UNIQUE INDEX uq_role_held ON role_held (person_id, council_id, role)

CREATE TRIGGER booking_overlap_insert BEFORE INSERT ON booking BEGIN
    SELECT RAISE(ABORT, 'booking_overlaps') WHERE NEW.state IN ('offered', 'confirmed', 'fulfilled') AND EXISTS (
        SELECT 1 FROM booking AS other
        WHERE other.interpreter_id = NEW.interpreter_id AND other.id != NEW.id
          AND other.state IN ('offered', 'confirmed', 'fulfilled')
          AND other.busy_from < NEW.busy_until AND NEW.busy_from < other.busy_until);
 END

CREATE TRIGGER booking_overlap_update BEFORE UPDATE ON booking BEGIN
    SELECT RAISE(ABORT, 'booking_overlaps') WHERE NEW.state IN ('offered', 'confirmed', 'fulfilled') AND EXISTS (
        SELECT 1 FROM booking AS other
        WHERE other.interpreter_id = NEW.interpreter_id AND other.id != NEW.id
          AND other.state IN ('offered', 'confirmed', 'fulfilled')
          AND other.busy_from < NEW.busy_until AND NEW.busy_from < other.busy_until);
 END

CREATE TRIGGER history_refuses_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history_is_append_only'); END

CREATE TRIGGER history_refuses_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history_is_append_only'); END

CREATE TRIGGER text_revision_refuses_update BEFORE UPDATE ON text_revision WHEN NOT (NEW.words = '' AND NEW.text_id = OLD.text_id AND NEW.number = OLD.number AND NEW.author_id = OLD.author_id AND NEW.written_at = OLD.written_at AND NEW.id = OLD.id AND EXISTS (SELECT 1 FROM text WHERE text.id = OLD.text_id AND text.kind IN ('concern_reading'))) BEGIN SELECT RAISE(ABORT, 'text_revision_is_append_only'); END

CREATE TRIGGER text_revision_refuses_delete BEFORE DELETE ON text_revision BEGIN SELECT RAISE(ABORT, 'text_revision_is_append_only'); END

CREATE TRIGGER posting_refuses_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'posting_is_append_only'); END

CREATE TRIGGER posting_refuses_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'posting_is_append_only'); END

CREATE TRIGGER packet_refuses_update BEFORE UPDATE OF meeting_id, first_language, second_language, version, snapshot, snapshot_hash, issued_by_id, issued_at, id ON packet BEGIN SELECT RAISE(ABORT, 'packet_is_append_only'); END

CREATE TRIGGER packet_refuses_delete BEFORE DELETE ON packet BEGIN SELECT RAISE(ABORT, 'packet_is_append_only'); END
