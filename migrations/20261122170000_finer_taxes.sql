-- Rates of tax in millionths: 8.875 % is 88,750 (sales taxes of cities have three decimals).
ALTER TABLE tax_rates DROP CONSTRAINT tax_rates_rate_bps_check;
ALTER TABLE tax_rates RENAME COLUMN rate_bps TO rate_ppm;
UPDATE tax_rates SET rate_ppm = rate_ppm * 100;
ALTER TABLE tax_rates ADD CONSTRAINT tax_rates_rate_ppm_check CHECK (rate_ppm BETWEEN 0 AND 1000000);
ALTER TABLE invoices RENAME COLUMN tax_bps TO tax_ppm;
UPDATE invoices SET tax_ppm = tax_ppm * 100 WHERE tax_ppm <> 0;
