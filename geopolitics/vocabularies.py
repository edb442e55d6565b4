"""Every list of codes that the register uses, with the rule by which each code is chosen.

The lists together are the public codebook. A value is stored as the words given here. A model
field takes the function of a list, `choices=vocabularies.obligations`: a migration then holds
the function's name and not the list, so that a new value makes no migration.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Term:
    """One value of a list.

    `codes` are those of the source for the same idea, as text, because leading zeros count.
    `pattern` is the form that the whole of an identifier has (code schemes only).
    """

    value: str
    label: str
    note: str
    codes: tuple[str, ...] = ()
    pattern: str = ""

    @property
    def slug(self) -> str:
        """The value as part of an address."""
        return self.value.replace(" ", "-")


@dataclass(frozen=True)
class Vocabulary:
    """A closed list: `"defense" in OBLIGATIONS`, `OBLIGATIONS["defense"].note`.

    `key` is the name of its function below, and its anchor on the codebook's page. An empty
    `default` means that whoever records must choose.
    """

    key: str
    name: str
    note: str
    source: str
    terms: tuple[Term, ...]
    default: str = ""
    url: str = ""

    @cached_property
    def _by_value(self) -> dict[str, Term]:
        return {term.value: term for term in self.terms}

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self._by_value)

    def anchor(self, value: str) -> str:
        """Where the value is defined on the codebook's page: `obligations.defense`."""
        return f"{self.key}.{self[value].slug}"

    def choices(self) -> Choices:
        return [(term.value, term.label) for term in self.terms]

    def __contains__(self, value: object) -> bool:
        return value in self._by_value

    def __getitem__(self, value: str) -> Term:
        return self._by_value[value]

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)


VIENNA = "https://legal.un.org/ilc/texts/instruments/english/conventions/1_1_1969.pdf"


# Treaties

TREATY_NATURES = Vocabulary(
    key="treaty_natures",
    name="Treaty natures",
    note="Whether an instrument is an agreement between parties or the act of a body.",
    source="Ours.",
    default="treaty",
    terms=(
        Term(
            "treaty",
            "Treaty",
            "An instrument by which two or more actors agree with one another, whatever it is "
            "called and whether or not it binds them in law.",
        ),
        Term(
            "other instrument",
            "Other instrument",
            "An instrument that a body adopts by itself, such as a resolution or a unilateral "
            "declaration. Its only parties are adopting bodies.",
        ),
    ),
)

TREATY_FORMS = Vocabulary(
    key="treaty_forms",
    name="Treaty forms",
    note="What the instrument is by its own title, or failing that by what the source calls it.",
    source="Ours, after the names that instruments commonly bear.",
    terms=(
        Term(
            "treaty",
            "Treaty",
            "Its title says treaty, or the source calls it a treaty and gives no title.",
        ),
        Term(
            "agreement",
            "Agreement",
            "Its title says agreement or accord. Not for what a source merely says was agreed.",
        ),
        Term(
            "convention",
            "Convention",
            "Its title says convention; mostly open to many parties, on one subject.",
        ),
        Term(
            "charter",
            "Charter",
            "The founding instrument of an organisation: charter, constitution, covenant, statute.",
        ),
        Term(
            "pact",
            "Pact",
            "Its own title says pact. A source that says “the pact” of an instrument with another "
            "title has given a further name, not a form.",
        ),
        Term(
            "protocol",
            "Protocol",
            "Its title says protocol; mostly added to an earlier instrument, which is then related "
            "to it.",
        ),
        Term(
            "armistice",
            "Armistice",
            "It stops fighting without making peace: armistice, truce, ceasefire agreement.",
        ),
        Term(
            "exchange of notes",
            "Exchange of notes",
            "Two or more notes or letters that together record one agreement.",
        ),
        Term(
            "memorandum",
            "Memorandum",
            "A memorandum of understanding, or minutes that both sides approved.",
        ),
        Term(
            "joint statement",
            "Joint statement",
            "Two or more actors issue one text together. The same text of one actor is a "
            "declaration.",
        ),
        Term(
            "declaration",
            "Declaration",
            "Its title says declaration, or one actor declares something in a formal text.",
        ),
        Term(
            "resolution",
            "Resolution",
            "A body adopts it under its own rules of procedure; decisions count as well.",
        ),
        Term(
            "other",
            "Other",
            "No other form fits, or the source does not let one tell; say which in the coding "
            "note.",
        ),
    ),
)

BINDING = Vocabulary(
    key="binding",
    name="Binding",
    note="Whether the instrument binds in law.",
    source="Ours.",
    default="not stated",
    terms=(
        Term("yes", "Yes", "A source says that it is legally binding, or its own text does."),
        Term("no", "No", "A source says that it does not bind in law, or its own text does."),
        Term(
            "not stated",
            "Not stated",
            "No source held says either. What the title suggests is not enough to decide.",
        ),
    ),
)

_EXPIRED = Term(
    "expired",
    "Expired",
    "The time agreed ran out, and the source says no more. A source that says “expired” is "
    "followed.",
)
_NOT_RENEWED = Term(
    "not renewed",
    "Not renewed",
    "It ended because somebody decided, or gave notice, that it should not be prolonged.",
)
_TERMINATED = Term(
    "terminated by consent",
    "Terminated by consent",
    "The parties agreed to end it, in whatever form, and put no later instrument in its place.",
)
_SUPERSEDED = Term(
    "superseded",
    "Superseded",
    "A later instrument took its place. That instrument is related to it as superseding it.",
)
_EXTINCT = Term(
    "extinct",
    "Extinct",
    "It lost its object or a side that it could not do without, and lapsed without anybody's act.",
)
_END_NOT_STATED = Term(
    "not stated",
    "Not stated",
    "No source held says how it ended, or none says that it ended.",
)

TREATY_END_REASONS = Vocabulary(
    key="treaty_end_reasons",
    name="Treaty end reasons",
    note="How a treaty came to its end.",
    source="Ours; compare the Vienna Convention on the Law of Treaties (1969), Articles 54 to 62.",
    default="not stated",
    url=VIENNA,
    terms=(
        _EXPIRED,
        _NOT_RENEWED,
        Term(
            "denounced",
            "Denounced",
            "One side ended it by notice, with or without a right to do so. Where others stay "
            "bound, only that party's row ends.",
        ),
        _TERMINATED,
        _SUPERSEDED,
        _EXTINCT,
        _END_NOT_STATED,
    ),
)

PARTY_ROLES = Vocabulary(
    key="party_roles",
    name="Party roles",
    note="What an actor is to an instrument during one span.",
    source=(
        "Signatory, contracting state and party after the Vienna Convention on the Law of Treaties "
        "(1969), Article 2; depositary after its Article 76. The others are ours."
    ),
    url=VIENNA,
    terms=(
        Term(
            "signatory",
            "Signatory",
            "It signed, and no source held says more. “Signing” alone never makes a party.",
        ),
        Term(
            "contracting state",
            "Contracting state",
            "It consented to be bound, by ratification for instance, and the treaty is not in "
            "force for it or no source held says so.",
        ),
        Term(
            "party",
            "Party",
            "It consented to be bound and the treaty is in force for it, or a source calls it a "
            "party or says that it had the treaty with another.",
        ),
        Term(
            "guarantor",
            "Guarantor",
            "It vouches that others will keep the instrument, without being one of those bound.",
        ),
        Term(
            "depositary",
            "Depositary",
            "It keeps the original and receives the notices. A party that is the depositary too "
            "has two rows.",
        ),
        Term(
            "observer",
            "Observer",
            "It was admitted to the instrument or its meetings without signing or being bound.",
        ),
        Term(
            "adopting body",
            "Adopting body",
            "The body that adopted a resolution, a declaration or another act of its own.",
        ),
    ),
)

CONSENTS = Vocabulary(
    key="consents",
    name="Consents",
    note="By which act a party consented to be bound.",
    source="Vienna Convention on the Law of Treaties (1969), Articles 11 to 16.",
    url=VIENNA,
    terms=(
        Term(
            "ratification",
            "Ratification",
            "A signed treaty was confirmed to the other parties. A vote in parliament alone is an "
            "event.",
        ),
        Term(
            "acceptance",
            "Acceptance",
            "The source, or the instrument deposited, says acceptance.",
        ),
        Term("approval", "Approval", "The source, or the instrument deposited, says approval."),
        Term(
            "accession",
            "Accession",
            "The actor joined a treaty that it had not signed; adhesion is the same.",
        ),
        Term(
            "exchange of instruments",
            "Exchange of instruments",
            "The parties handed one another the instruments, or the notes, that make the treaty.",
        ),
        Term(
            "notification",
            "Notification",
            "The actor gave notice that its own procedures were completed.",
        ),
        Term(
            "definitive signature",
            "Definitive signature",
            "A source says that signing itself bound, with no later step. Do not infer it.",
        ),
    ),
)

PARTY_END_REASONS = Vocabulary(
    key="party_end_reasons",
    name="Party end reasons",
    note="How one party ceased to be bound, whether or not the treaty went on.",
    source=TREATY_END_REASONS.source,
    default="not stated",
    url=VIENNA,
    terms=(
        _EXPIRED,
        _NOT_RENEWED,
        Term(
            "denounced",
            "Denounced",
            "This party, or the other side of a treaty of two, ended it by notice.",
        ),
        Term(
            "withdrew",
            "Withdrew",
            "This party left a treaty that went on among the others; a source that says "
            "“denounced” is followed.",
        ),
        Term("expelled", "Expelled", "The others, or a body of the treaty, put this party out."),
        _TERMINATED,
        _SUPERSEDED,
        _EXTINCT,
        Term(
            "ceased to exist",
            "Ceased to exist",
            "The party itself came to an end. Whether another is bound in its place is told by "
            "the succession.",
        ),
        _END_NOT_STATED,
    ),
)

TREATY_RELATIONS = Vocabulary(
    key="treaty_relations",
    name="Treaty relations",
    note="What a later instrument does to an earlier one.",
    source="Ours.",
    terms=(
        Term(
            "renews",
            "Renews",
            "The source says that the earlier one was renewed, prolonged or revived, even if "
            "terms changed or time had passed between.",
        ),
        Term(
            "supersedes",
            "Supersedes",
            "It takes the place of the earlier one, which ends by it. Likeness of subject is not "
            "enough.",
        ),
        Term("amends", "Amends", "It changes terms of the earlier one, which goes on."),
        Term(
            "implements",
            "Implements",
            "It carries out what the earlier one provides for, such as by details or a programme.",
        ),
        Term(
            "supplements",
            "Supplements",
            "It adds terms beside the earlier one and changes none of them.",
        ),
        Term(
            "terminates",
            "Terminates",
            "It ends the earlier one and puts nothing in its place.",
        ),
        Term(
            "suspends",
            "Suspends",
            "It stops the earlier one's working for a time, which may be open.",
        ),
    ),
)

OBLIGATIONS = Vocabulary(
    key="obligations",
    name="Obligations",
    note="What an instrument binds one actor to do, or not to do, toward another.",
    source=(
        "Alliance Treaty Obligations and Provisions (ATOP), by Leeds, Ritter, Mitchell and Long "
        "(2002); the notes are ours, and so is cooperation."
    ),
    url="http://www.atopdata.org/",
    terms=(
        Term(
            "defense",
            "Defence",
            "To support a partner actively with armed force when it is attacked. Arms, money or "
            "other aid without fighting do not count.",
        ),
        Term(
            "offense",
            "Offence",
            "To fight beside a partner where it has not been attacked, so also in a war that it "
            "begins itself.",
        ),
        Term(
            "neutrality",
            "Neutrality",
            "To stay out of a partner's armed conflict and give its enemy no help.",
        ),
        Term(
            "nonaggression",
            "Non-aggression",
            "To use no force against the partner, or to settle disputes with it by peaceful means "
            "alone. General words about friendship or peace are not enough.",
        ),
        Term(
            "consultation",
            "Consultation",
            "To confer with the partner in a crisis that may become an armed conflict. Talks held "
            "as a matter of routine do not count.",
        ),
        Term(
            "cooperation",
            "Cooperation",
            "To work together in a field named by the topics, such as trade, space or training. "
            "It never stands for fighting.",
        ),
    ),
)

OBLIGATION_LIMITS = Vocabulary(
    key="obligation_limits",
    name="Obligation limits",
    note=(
        "What narrows a duty beyond the event that calls it up. A trigger, such as an armed "
        "attack, is recorded as the trigger and is no limit."
    ),
    source="The conditions on obligations of ATOP; the notes are ours.",
    url=OBLIGATIONS.url,
    terms=(
        Term("location", "Location", "It holds only in, or for attacks upon, a named region."),
        Term("adversary", "Adversary", "It holds only against, or never against, a named state."),
        Term(
            "number of adversaries",
            "Number of adversaries",
            "It holds only if at least, or at most, so many states attack. Words that name both "
            "one and several, and so exclude nothing, are no limit.",
        ),
        Term(
            "provocation",
            "Provocation",
            "It holds only if the partner has not brought the attack upon itself.",
        ),
        Term("other", "Other", "Any other limit; say which in the coding note."),
    ),
)

OBLIGATION_PRESENCE = Vocabulary(
    key="obligation_presence",
    name="Obligation presence",
    note="Whether the instrument holds the obligation.",
    source="Ours.",
    default="yes",
    terms=(
        Term("yes", "Yes", "A source says, or the text shows, that the instrument has it."),
        Term(
            "no",
            "No",
            "A source says expressly that the instrument lacks it. Silence is not recorded.",
        ),
    ),
)


# Statements

ACTS = Vocabulary(
    key="acts",
    name="Acts",
    note=(
        "What somebody does by saying it. The verb that the source chose decides, not what the "
        "speaker may have meant; of two that fit, the more specific one."
    ),
    source=(
        "The sixteen event types of PLOVER, draft of 2021, with the CAMEO root codes that its own "
        "table gives them. COMMENT, DECLINE, CONSIDER and DENY are codes of CAMEO's root 01 that "
        "PLOVER leaves out. VOTE and all notes are ours."
    ),
    url="https://github.com/openeventdata/PLOVER",
    terms=(
        Term(
            "AGREE",
            "Agree",
            "Promises, offers or undertakes to cooperate, meet or give way later. Signing and "
            "ratifying are SUPPORT; the deed itself is COOPERATE or AID.",
            codes=("03",),
        ),
        Term(
            "CONSULT",
            "Consult",
            "Meets, visits, receives, telephones, negotiates or mediates. The exchange itself is "
            "meant; what is said in it is a statement of its own.",
            codes=("04",),
        ),
        Term(
            "SUPPORT",
            "Support",
            "Praises, endorses, defends in words, recognises, apologises, forgives, or signs or "
            "ratifies an agreement. Nothing material is given.",
            codes=("05",),
        ),
        Term(
            "CONCEDE",
            "Concede",
            "Gives way in words or in law: accedes to a demand, eases a ban, grants a right. "
            "Where persons, goods or troops move at once, RETREAT.",
            codes=("08",),
        ),
        Term(
            "COOPERATE",
            "Cooperate",
            "Does something material together that serves both sides: trade, exercises, judicial "
            "help, shared intelligence. A gift to one side is AID.",
            codes=("06",),
        ),
        Term(
            "AID",
            "Aid",
            "Gives something that mainly serves who receives it: money, arms, relief, "
            "peacekeepers, asylum.",
            codes=("07",),
        ),
        Term(
            "RETREAT",
            "Retreat",
            "Yields in deed: withdraws, disarms, keeps a ceasefire, releases, returns, lifts "
            "sanctions, lets inspectors or relief in.",
            codes=("08",),
        ),
        Term(
            "REQUEST",
            "Request",
            "Asks, urges, calls on, demands or proposes that somebody do something. A demand that "
            "names what will follow is THREATEN.",
            codes=("10",),
        ),
        Term(
            "ACCUSE",
            "Accuse",
            "Blames, condemns, criticises, complains officially, sues, or investigates a wrong. "
            "Worry or regret that blames nobody is COMMENT.",
            codes=("09", "11"),
        ),
        Term(
            "REJECT",
            "Reject",
            "Refuses a proposal, request or demand, vetoes, or defies. Rejecting an accusation is "
            "DENY; refusing to speak is DECLINE.",
            codes=("12",),
        ),
        Term(
            "THREATEN",
            "Threaten",
            "Says that the speaker will or may do harm or end something good, mostly unless "
            "something is done. A forecast of harm from elsewhere is COMMENT.",
            codes=("13",),
        ),
        Term(
            "PROTEST",
            "Protest",
            "Takes part in public dissent: marches, strikes, fasts, blocks, riots. A government "
            "that protests in words does ACCUSE.",
            codes=("14",),
        ),
        Term(
            "SANCTION",
            "Sanction",
            "Reduces or breaks off relations, aid or talks, or expels officials. An embargo or a "
            "boycott is COERCE in PLOVER's table.",
            codes=("16",),
        ),
        Term(
            "MOBILIZE",
            "Mobilise",
            "Shows, alerts or musters forces or police without using them.",
            codes=("15",),
        ),
        Term(
            "COERCE",
            "Coerce",
            "Uses power against somebody without killing or wounding: arrests, bans, seizes, "
            "deports, occupies, blockades, puts an embargo on.",
            codes=("17",),
        ),
        Term(
            "ASSAULT",
            "Assault",
            "Uses violence that kills, wounds or destroys, or means to, by whatever weapon.",
            codes=("18", "19", "20"),
        ),
        Term(
            "COMMENT",
            "Comment",
            "Says, explains, assesses, warns or forecasts, and does nothing else on this list "
            "thereby. Most of what an author writes.",
            codes=("010",),
        ),
        Term(
            "DECLINE",
            "Decline",
            "Refuses to comment, whatever is said in doing so. It is an act and no stance.",
            codes=("011",),
        ),
        Term(
            "CONSIDER",
            "Consider",
            "Says that the speaker weighs, reviews or may change a course of its own. Where it is "
            "put as a penalty for somebody's conduct, THREATEN.",
            codes=("014",),
        ),
        Term(
            "DENY",
            "Deny",
            "Rejects an accusation, or says that it did not do, or will not do, what is alleged.",
            codes=("016",),
        ),
        Term(
            "VOTE",
            "Vote",
            "Casts a vote, abstains included, on a text or a candidate; the stance tells which "
            "way. A veto is REJECT.",
        ),
    ),
)

STANCES = Vocabulary(
    key="stances",
    name="Stances",
    note="Where the holder stands toward one target, by the words of the source.",
    source="Ours.",
    terms=(
        Term(
            "supports",
            "Supports",
            "The words approve of the target, defend it or want it to come about.",
        ),
        Term(
            "opposes",
            "Opposes",
            "The words disapprove of the target, resist it, or call it a wrong or a danger.",
        ),
        Term(
            "mixed",
            "Mixed",
            "The same statement approves in one respect and disapproves in another.",
        ),
        Term(
            "neutral",
            "Neutral",
            "The words take up the target and lean to neither side, as in a description or a "
            "balanced assessment.",
        ),
        Term(
            "none taken",
            "None taken",
            "The target is named, and no view of it is given or the holder withholds one.",
        ),
    ),
)

FACTUALITY = Vocabulary(
    key="factuality",
    name="Factuality",
    note="How the source vouches for what it says. That something lies ahead is its occurrence.",
    source="Ours.",
    default="stated",
    terms=(
        Term("stated", "Stated", "The source says it as a fact, in its own voice."),
        Term(
            "reported",
            "Reported",
            "The source passes on what others say, named or not: “reportedly”, “it was reported”.",
        ),
        Term(
            "assessed",
            "Assessed",
            "The source gives it as its own judgement: “it seems”, “is likely to”, “will be "
            "important”.",
        ),
        Term(
            "speculated",
            "Speculated",
            "The source offers it as no more than possible or as talk: “could be”, “there are "
            "speculations”.",
        ),
    ),
)


# Events

EVENT_KINDS = Vocabulary(
    key="event_kinds",
    name="Event kinds",
    note="What sort of thing happened; of two that fit, the more specific one.",
    source="Ours.",
    terms=(
        Term(
            "negotiation",
            "Negotiation",
            "Talks toward an instrument or a settlement, over whatever time.",
        ),
        Term(
            "conclusion",
            "Conclusion",
            "An instrument came about, and the source does not say by which step.",
        ),
        Term("signing", "Signing", "An instrument was signed or initialled."),
        Term(
            "ratification",
            "Ratification",
            "A party confirmed an instrument, or a step of its own procedure toward that.",
        ),
        Term("entry into force", "Entry into force", "An instrument began to bind."),
        Term("expiry", "Expiry", "An instrument ran out or otherwise came to its end."),
        Term("renewal", "Renewal", "An instrument was prolonged or revived."),
        Term(
            "visit",
            "Visit",
            "Somebody went to another country or body. A meeting held there may be part of it.",
        ),
        Term(
            "summit",
            "Summit",
            "Heads of state or government met, or the source says summit.",
        ),
        Term("meeting", "Meeting", "Any other meeting, call or conference."),
        Term(
            "announcement",
            "Announcement",
            "Something was made known, and the making known matters in itself.",
        ),
        Term(
            "assistance",
            "Assistance",
            "Help that goes on or has no one object: military, technical, humanitarian, political.",
        ),
        Term(
            "transfer",
            "Transfer",
            "A thing, money or people passed from one actor to another, such as arms.",
        ),
        Term("sanctions", "Sanctions", "Sanctions were laid on, in effect, eased or lifted."),
        Term("exercise", "Exercise", "Forces trained or manoeuvred."),
        Term("test", "Test", "A weapon, missile or device was tried, launches included."),
        Term(
            "war",
            "War",
            "A war, an invasion, an attack or other armed conflict, whole or in part.",
        ),
        Term("election", "Election", "People or a body choose who holds an office."),
        Term(
            "ceremony",
            "Ceremony",
            "A commemoration, reception, parade or the like.",
        ),
        Term(
            "publication",
            "Publication",
            "A text, survey, broadcast or film appeared.",
        ),
        Term(
            "period",
            "Period",
            "A stretch of time that the source names, such as the Cold War.",
        ),
        Term("other", "Other", "No other kind fits; the title says what it is."),
    ),
)

OCCURRENCE = Vocabulary(
    key="occurrence",
    name="Occurrence",
    note="What the source says of the thing itself, as at the day on which it was written.",
    source="Ours.",
    default="happened",
    terms=(
        Term("happened", "Happened", "It took place, or was going on when the source was written."),
        Term(
            "did not happen",
            "Did not happen",
            "The source says that it did not take place: nobody came, nothing was published.",
        ),
        Term(
            "planned",
            "Planned",
            "Who would bring it about has decided or scheduled it.",
        ),
        Term(
            "proposed",
            "Proposed",
            "Somebody suggested it, or looked into it, and no decision is told.",
        ),
        Term(
            "forecast",
            "Forecast",
            "The source says that it will come, or is likely or expected to.",
        ),
        Term(
            "possible",
            "Possible",
            "The source says no more than that it may, might or could come.",
        ),
    ),
)

PARTICIPANT_ROLES = Vocabulary(
    key="participant_roles",
    name="Participant roles",
    note="What an actor was in an event. One actor may have several.",
    source="Ours.",
    terms=(
        Term("host", "Host", "It received the others, or it happened on its ground."),
        Term("visitor", "Visitor", "It came to the host."),
        Term("signatory", "Signatory", "It signed, or somebody signed for it."),
        Term("provider", "Provider", "It gave the help, the thing or the money."),
        Term("recipient", "Recipient", "It got the help, the thing or the money."),
        Term(
            "intermediary",
            "Intermediary",
            "It stood between the sides: it mediated, or things went through it.",
        ),
        Term("attendee", "Attendee", "It took part or was there, and no other role is told."),
        Term(
            "absentee",
            "Absentee",
            "The source says that it was not there, or did not take part.",
        ),
        Term("target", "Target", "It was aimed at: attacked, sanctioned, tested against."),
        Term("other", "Other", "Any other part; the title or summary says which."),
    ),
)


# Actors

ACTOR_KINDS = Vocabulary(
    key="actor_kinds",
    name="Actor kinds",
    note="What sort of actor it is. Who leads or speaks for another is recorded apart from it.",
    source="Ours.",
    terms=(
        Term(
            "state",
            "State",
            "A country that acts as a state, past ones included. Its capital, used for it, is one "
            "of its names.",
        ),
        Term(
            "government body",
            "Government body",
            "An organ or office of one state: ministry, presidential office, parliament, embassy, "
            "armed forces.",
        ),
        Term(
            "intergovernmental organisation",
            "Intergovernmental organisation",
            "States are its members and an instrument founds it; so are its organs, each part of "
            "it.",
        ),
        Term(
            "alliance",
            "Alliance",
            "An organisation of states whose main purpose is common defence.",
        ),
        Term(
            "non-governmental organisation",
            "Non-governmental organisation",
            "A lasting body of private persons: network, think tank, charity, party, company.",
        ),
        Term("university", "University", "A university, or a school or institute within one."),
        Term(
            "media",
            "Media",
            "A newspaper, agency, broadcaster or publisher, or the media of a country as a whole.",
        ),
        Term(
            "person",
            "Person",
            "One human being. An office holder whom the source does not name is a person, named "
            "by the office.",
        ),
        Term(
            "group",
            "Group",
            "Several who act or are spoken of together without a lasting body, such as the "
            "officials of a state or “the West”.",
        ),
        Term("other", "Other", "No other kind fits; say what it is in the description."),
    ),
)

NAME_KINDS = Vocabulary(
    key="name_kinds",
    name="Name kinds",
    note="What sort of further name an actor or a treaty has.",
    source="Ours.",
    default="alias",
    terms=(
        Term("alias", "Alias", "Any other name in use, short forms included."),
        Term(
            "official",
            "Official",
            "The full name that the bearer or the instrument itself uses.",
        ),
        Term("former", "Former", "A name that the same bearer had and gave up."),
        Term("abbreviation", "Abbreviation", "Initials or letters, such as DPRK or NATO."),
        Term(
            "metonym",
            "Metonym",
            "A place or a thing that stands for the bearer, such as a capital for a government.",
        ),
        Term(
            "transliteration",
            "Transliteration",
            "The name carried over from another script by some system, or in another spelling.",
        ),
    ),
)

CODE_SCHEMES = Vocabulary(
    key="code_schemes",
    name="Code schemes",
    note="Whose identifier it is. An identifier asserts nothing about the actor.",
    source="The three lists named, each by its keeper.",
    terms=(
        Term(
            "iso3",
            "ISO 3166-1 alpha-3",
            "Three capital letters for a country, withdrawn ones included. Kept by the "
            "International Organization for Standardization.",
            pattern=r"[A-Z]{3}",
        ),
        Term(
            "cow",
            "COW",
            "A state's number in the Correlates of War project, one to three digits and no "
            "leading zero. One number may serve two actors in turn.",
            pattern=r"[1-9][0-9]{0,2}",
        ),
        Term(
            "wikidata",
            "Wikidata",
            "The item's identifier in Wikidata: Q and a number.",
            pattern=r"Q[1-9][0-9]*",
        ),
    ),
)

CODE_PATTERNS = {scheme.value: scheme.pattern for scheme in CODE_SCHEMES}

SUCCESSION_KINDS = Vocabulary(
    key="succession_kinds",
    name="Succession kinds",
    note="How one actor follows another, told of the later one.",
    source="Ours.",
    terms=(
        Term(
            "continues",
            "Continues",
            "It is held to be the same subject in law under another name or shape, and stays "
            "bound by what bound the earlier one.",
        ),
        Term(
            "succeeds",
            "Succeeds",
            "It took the place of one that ended, as a new subject. What it takes over is not "
            "presumed.",
        ),
        Term(
            "separates from",
            "Separates from",
            "It split off from one that went on, or was parting when it ended.",
        ),
        Term(
            "merges into",
            "Merges into",
            "The earlier one was absorbed by it, or joined with others to form it.",
        ),
    ),
)


# Documents

DOCUMENT_KINDS = Vocabulary(
    key="document_kinds",
    name="Document kinds",
    note="What sort of source it is.",
    source="Ours.",
    terms=(
        Term(
            "commentary",
            "Commentary",
            "Somebody's signed analysis or opinion of current matters.",
        ),
        Term(
            "news report",
            "News report",
            "An account of events by a news medium. What argues a view is commentary.",
        ),
        Term(
            "official text",
            "Official text",
            "A text that an authority issued as its own: treaty, law, resolution, diplomatic note.",
        ),
        Term("treaty series", "Treaty series", "A published collection or register of treaties."),
        Term("speech", "Speech", "Words spoken in public, as written down or prepared."),
        Term(
            "interview",
            "Interview",
            "Questions and answers, press conferences and briefings included.",
        ),
        Term("press release", "Press release", "A notice that a body gave out to the media."),
        Term(
            "report",
            "Report",
            "A longer study or account by a body, parliamentary and expert panels included.",
        ),
        Term("book", "Book", "A book or a chapter of one."),
        Term("journal article", "Journal article", "An article in a scholarly journal."),
        Term(
            "data set",
            "Data set",
            "Rows under columns. Each row is one passage.",
        ),
        Term(
            "archival document",
            "Archival document",
            "An unpublished or declassified paper: cable, letter, minutes, memoir.",
        ),
        Term(
            "social media post",
            "Social media post",
            "A post under the account of a person or a body.",
        ),
        Term("web page", "Web page", "A page on the web that no other kind describes."),
        Term("other", "Other", "No other kind fits; the summary says what it is."),
    ),
)

DOCUMENT_RIGHTS = Vocabulary(
    key="document_rights",
    name="Document rights",
    note="How much of a document the public may see here.",
    source="Ours.",
    default="excerpts only",
    terms=(
        Term(
            "full text may be shown",
            "Full text may be shown",
            "The text is in the public domain, under an open licence, or shown by leave of whoever "
            "owns it.",
        ),
        Term(
            "excerpts only",
            "Excerpts only",
            "The rights belong to others or are not known: the public sees, searches and finds "
            "the cited words and nothing else.",
        ),
    ),
)


# The register's own working

STATUSES = Vocabulary(
    key="statuses",
    name="Record statuses",
    note="How far a record has come.",
    source="Ours.",
    default="draft",
    terms=(
        Term("draft", "Draft", "Being written; seen by staff only."),
        Term(
            "in review",
            "In review",
            "Handed in; a second person is to publish or return it. An edit makes it a draft "
            "again.",
        ),
        Term(
            "published",
            "Published",
            "Public, resting on a verified quote and approved by somebody who did not write it.",
        ),
        Term(
            "withdrawn",
            "Withdrawn",
            "Once public and taken back; its address says when and why, and nothing else.",
        ),
    ),
)

CHANGESET_WAYS = Vocabulary(
    key="changeset_ways",
    name="Change set ways",
    note="By which door a change came in.",
    source="Ours.",
    terms=(
        Term("form", "Form", "Somebody edited a record on its own page or from a passage."),
        Term("import", "Import", "A file was imported, by whichever door."),
        Term("command", "Command", "An operator ran a command on the server."),
        Term("merge", "Merge", "Two records of one thing were made one."),
        Term("review", "Review", "A record was submitted, returned, published or withdrawn."),
        Term("undo", "Undo", "An earlier change set was reversed."),
        Term("fixture", "Fixture", "Records were loaded from the register's own fixture files."),
    ),
)

CHANGESET_STATES = Vocabulary(
    key="changeset_states",
    name="Change set states",
    note="What became of a change.",
    source="Ours.",
    terms=(
        Term("proposed", "Proposed", "It waits for a second person; the public sees none of it."),
        Term("returned", "Returned", "A reviewer sent it back to its writer with a remark."),
        Term("applied", "Applied", "It is in effect."),
        Term("rejected", "Rejected", "A reviewer refused it; it had no effect."),
        Term("undone", "Undone", "It was in effect until a later change set reversed it."),
    ),
)


ALL = (
    TREATY_NATURES,
    TREATY_FORMS,
    BINDING,
    TREATY_END_REASONS,
    PARTY_ROLES,
    CONSENTS,
    PARTY_END_REASONS,
    TREATY_RELATIONS,
    OBLIGATIONS,
    OBLIGATION_LIMITS,
    OBLIGATION_PRESENCE,
    ACTS,
    STANCES,
    FACTUALITY,
    EVENT_KINDS,
    OCCURRENCE,
    PARTICIPANT_ROLES,
    ACTOR_KINDS,
    NAME_KINDS,
    CODE_SCHEMES,
    SUCCESSION_KINDS,
    DOCUMENT_KINDS,
    DOCUMENT_RIGHTS,
    STATUSES,
    CHANGESET_WAYS,
    CHANGESET_STATES,
)


# What model fields take as choices: functions, named after their lists.


def treaty_natures() -> Choices:
    return TREATY_NATURES.choices()


def treaty_forms() -> Choices:
    return TREATY_FORMS.choices()


def binding() -> Choices:
    return BINDING.choices()


def treaty_end_reasons() -> Choices:
    return TREATY_END_REASONS.choices()


def party_roles() -> Choices:
    return PARTY_ROLES.choices()


def consents() -> Choices:
    return CONSENTS.choices()


def party_end_reasons() -> Choices:
    return PARTY_END_REASONS.choices()


def treaty_relations() -> Choices:
    return TREATY_RELATIONS.choices()


def obligations() -> Choices:
    return OBLIGATIONS.choices()


def obligation_limits() -> Choices:
    return OBLIGATION_LIMITS.choices()


def obligation_presence() -> Choices:
    return OBLIGATION_PRESENCE.choices()


def acts() -> Choices:
    return ACTS.choices()


def stances() -> Choices:
    return STANCES.choices()


def factuality() -> Choices:
    return FACTUALITY.choices()


def event_kinds() -> Choices:
    return EVENT_KINDS.choices()


def occurrence() -> Choices:
    return OCCURRENCE.choices()


def participant_roles() -> Choices:
    return PARTICIPANT_ROLES.choices()


def actor_kinds() -> Choices:
    return ACTOR_KINDS.choices()


def name_kinds() -> Choices:
    return NAME_KINDS.choices()


def code_schemes() -> Choices:
    return CODE_SCHEMES.choices()


def succession_kinds() -> Choices:
    return SUCCESSION_KINDS.choices()


def document_kinds() -> Choices:
    return DOCUMENT_KINDS.choices()


def document_rights() -> Choices:
    return DOCUMENT_RIGHTS.choices()


def statuses() -> Choices:
    return STATUSES.choices()


def changeset_ways() -> Choices:
    return CHANGESET_WAYS.choices()


def changeset_states() -> Choices:
    return CHANGESET_STATES.choices()
