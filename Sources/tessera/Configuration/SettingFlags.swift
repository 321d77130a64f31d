import ArgumentParser

/// A flag for each setting, made from the table of settings; the values are read where those of
/// the file are.
struct SettingFlags: ParsableArguments, CustomReflectable {
    /// What was given, by key.
    private(set) var given: [String: String] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        for setting in Configuration.settings {
            let key = Key(stringValue: setting.argumentLabel)
            given[setting.key] = try values.decode(Option<String?>.self, forKey: key).wrappedValue
        }
    }

    /// ArgumentParser finds arguments by reflection, as the members that are property wrappers: so
    /// they need not be written down one by one.
    var customMirror: Mirror {
        Mirror(
            self,
            children: Configuration.settings.map { (label: $0.argumentLabel, value: $0.option) },
        )
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }
}

extension Setting {
    /// Names the argument inside ArgumentParser, which separates levels with dots.
    fileprivate var argumentLabel: String { String(key.map { $0 == "." ? "-" : $0 }) }

    fileprivate var option: Option<String?> {
        let standard = defaultText.isEmpty ? "" : " (default: \(defaultText))"
        return Option(
            name: .customLong(String(flag.dropFirst(2))),
            help: ArgumentHelp("\(purpose)\(standard)", valueName: valueName),
        )
    }
}
