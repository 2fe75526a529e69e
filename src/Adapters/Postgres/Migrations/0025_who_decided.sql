-- Who decided an act of money and why (G-4, R16); outside the seals, which hold no names. What was counted, piece by piece. A webhook's own secret.

alter table ledger_entry add operator text, add note text;
alter table vault_emptying add counted text;
alter table webhook add signing_secret text; -- null: it stands among the settings
