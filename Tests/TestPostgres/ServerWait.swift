/// Waiting inside the server, so that a test needs no clock of its own and sees a change within milliseconds.
package enum ServerWait {
    /// A statement that returns once a query gives true, and fails where that takes too long.
    /// - Parameter condition: a query of one row and one boolean.
    package static func statement(until condition: String, seconds: Int) -> String {
        """
        DO $$ BEGIN
            FOR attempt IN 1..\(seconds * 50) LOOP
                IF (\(condition)) THEN RETURN; END IF;
                PERFORM pg_sleep(0.02);
                COMMIT;  -- or it would never see a partition that is attached meanwhile
            END LOOP;
            RAISE EXCEPTION 'still not true: %', $q$\(condition)$q$;
        END $$
        """
    }
}
