"""All tables, named one by one; REGISTER lists those of the register in load order."""

from .actor import Actor, ActorCode, ActorName, Ambiguous, Position, Succession
from .article import Article
from .changeset import ChangeSet, Operation, OutsideChangeSet, Redirect
from .document import Citation, Document, Passage
from .edition import Edition, Release, Verification
from .event import Event, Participant
from .exchange import Run
from .record import Record, Register, SideRow, Sourced, model_of
from .search import SearchEntry
from .statement import Statement, Target
from .topic import Topic
from .treaty import Obligation, Party, Treaty, TreatyName, TreatyRelation

REGISTER = (
    Topic,
    Actor,
    ActorName,
    ActorCode,
    Position,
    Succession,
    Document,
    Passage,
    Treaty,
    TreatyName,
    Article,
    Party,
    TreatyRelation,
    Obligation,
    Event,
    Participant,
    Statement,
    Target,
    Citation,
)
RECORDS = (Treaty, Article, Actor, Statement, Event)

__all__ = [
    "RECORDS",
    "REGISTER",
    "Actor",
    "ActorCode",
    "ActorName",
    "Ambiguous",
    "Article",
    "ChangeSet",
    "Citation",
    "Document",
    "Edition",
    "Event",
    "Obligation",
    "Operation",
    "OutsideChangeSet",
    "Participant",
    "Party",
    "Passage",
    "Position",
    "Record",
    "Redirect",
    "Register",
    "Release",
    "Run",
    "SearchEntry",
    "SideRow",
    "Sourced",
    "Statement",
    "Succession",
    "Target",
    "Topic",
    "Treaty",
    "TreatyName",
    "TreatyRelation",
    "Verification",
    "model_of",
]
