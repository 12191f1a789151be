"""Sanctions: who may do less than their role says, where, why and until when."""
