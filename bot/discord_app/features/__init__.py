"""What people can do with the bot, a file each: its commands and buttons. None knows another one, or the client."""
