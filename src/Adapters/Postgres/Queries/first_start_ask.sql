select source from first_start
