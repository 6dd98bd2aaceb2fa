"""Anyone's own table: opened with care, understood column by column, previewed, and added as a whole or not at all."""
