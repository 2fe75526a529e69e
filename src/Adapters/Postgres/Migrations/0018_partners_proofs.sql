-- Partners whose requests are signed, and brokers that speak for them.
alter table partner
    add column signed_with text,                          -- name of the credentials in the settings by which its requests are signed
    add column brokers     text[] not null default '{}';  -- agencies that may name it in OnBehalfOfAgency
