from .acts import note_act
from .sealing import seal_facts, sealed_tables
from .verifying import Verdict, verify

__all__ = ["Verdict", "note_act", "seal_facts", "sealed_tables", "verify"]
