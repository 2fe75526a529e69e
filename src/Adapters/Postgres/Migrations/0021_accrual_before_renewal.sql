-- What had accrued on a loan before its last renewal, so that a renewal that is taken back neither forgets nor doubles it.
alter table loan add renewed_accrued_minor bigint not null default 0, add renewed_accrual_charge uuid;
