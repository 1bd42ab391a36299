-- The name of the platform's mark is in a file that every brand's pages load.
UPDATE agencies SET mark = 'door' WHERE mark = 'portico';
