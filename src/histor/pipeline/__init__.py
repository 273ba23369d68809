"""The foreman: the only one who knows all the rooms, and carries records from one to the next."""
