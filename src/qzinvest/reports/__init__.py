"""What facts say: one pure function per file, from facts, plan and date, in no language."""
