"""Notice: the right person learns in time, in an inbox and over the channels they chose."""
