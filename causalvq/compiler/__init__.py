"""Spec -> Plan: a short list of pure passes. Imports no torch."""
