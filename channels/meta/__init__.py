"""What WhatsApp, Messenger and Instagram have in common: Meta's webhooks and its Graph API."""
