/// Amounts by currency, which are never added up across currencies.
enum MoneySQL {
    /// From jsonb of numbers to jsonb of exact texts: `{"EUR": "12.5"}`; `{}` for NULL.
    static func texts(_ column: String) -> String {
        """
        (SELECT coalesce(jsonb_object_agg(key, trim_scale(value::numeric)::text), '{}') \
        FROM jsonb_each_text(\(column)))
        """
    }

    /// As one text: `12.5 EUR; 300 JPY`.
    static func line(_ column: String) -> String {
        """
        (SELECT string_agg(trim_scale(value::numeric) || ' ' || key, '; ' ORDER BY key) \
        FROM jsonb_each_text(\(column)))
        """
    }

    /// The largest amount of any currency, to sort by.
    static func largest(_ column: String) -> String {
        "coalesce((SELECT max(value::numeric) FROM jsonb_each_text(\(column))), 0)"
    }
}
