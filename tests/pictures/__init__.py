"""Pictures of what people see in Discord, drawn from the messages that the bot really sent; see `__main__`."""
