"""What facts say: one pure function per file, from facts, plan and date to a table."""
