"""The goals that are measured, in the order they run."""

from bench.cases.checking import Checking
from bench.cases.flagging import Flagging
from bench.cases.importing import Importing
from bench.cases.peer_list import PeerList
from bench.cases.proposing import Proposing
from bench.cases.queue_page import QueuePage
from bench.cases.reading import Reading
from bench.cases.reporting import Reporting
from bench.cases.searching import Searching
from bench.frame import Case

CASES: tuple[type[Case], ...] = (
    Reading,
    Checking,
    Importing,
    Flagging,
    Reporting,
    QueuePage,
    Proposing,
    Searching,
    PeerList,
)
