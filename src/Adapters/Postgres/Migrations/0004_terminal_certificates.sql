-- Terminals that say who they are by the certificate of their TLS connection.
alter table terminal add certificates text[] not null default '{}';   -- sha256:HEX, or subject:DISTINGUISHED NAME
create index terminal_profile on terminal (profile);
