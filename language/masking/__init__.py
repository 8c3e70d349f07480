"""Hides from an engine what it must not touch, and makes sure that all of it comes back."""

from language.masking.protection import ENTITIES_CHANGED, TERMS_UNVERIFIED, Protected, protected

__all__ = ["ENTITIES_CHANGED", "TERMS_UNVERIFIED", "Protected", "protected"]
