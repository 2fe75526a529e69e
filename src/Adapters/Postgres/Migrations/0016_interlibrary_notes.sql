-- What the libraries say to each other with a loan (NNCIPP NoticeContent), for staff.
alter table interlibrary_loan add column note text;
