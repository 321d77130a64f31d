/// Where settings come from: a flag counts more than the environment, that more than the file,
/// that more than the default.
struct ConfigurationLayers: Sendable {
    /// By key, for example `http.port`.
    var flags: [String: String] = [:]
    var environment: [String: String] = [:]
    var file: ConfigurationFile?

    /// A setting's value and where it was said.
    private struct Origin {
        let text: String
        /// For a person: `--http-port`, `TESSERA_HTTP_PORT`, `tessera.yaml:3`, `default`.
        let source: String
        var isList = false
    }

    /// The effective configuration.
    ///
    /// - Throws: `ConfigurationError` with every fault that there is, not only the first.
    func resolve() throws(ConfigurationError) -> Configuration {
        var configuration = Configuration()
        var faults = (file?.faults ?? []) + unknownKeys()
        for setting in Configuration.settings {
            let origin = origin(of: setting)
            guard origin.source != "default" else { continue }
            let isRight =
                (!origin.isList || setting.isList) && setting.apply(origin.text, &configuration)
            guard !isRight else { continue }
            let value = setting.isSecret ? "wrong" : "\"\(origin.text)\""
            faults.append(
                "\(origin.source): \(setting.key) is \(value), must be \(setting.expectation)"
            )
        }
        for (key, reason) in configuration.contradictions {
            guard let setting = Configuration.settings.first(where: { $0.key == key }) else {
                preconditionFailure("a contradiction names a setting")
            }
            faults.append("\(source(of: setting)): \(key) \(reason)")
        }
        guard faults.isEmpty else { throw ConfigurationError(faults: faults) }
        return configuration
    }

    /// The effective configuration as a file, each line with where it was said.
    ///
    /// A secret stands in it as a comment: whoever feeds the text back gives it in another way.
    func printed() -> String {
        var lines: [String] = []
        var section = ""
        for setting in Configuration.settings {
            let origin = origin(of: setting)
            let parts = setting.key.split(separator: ".").map(String.init)
            if parts.count > 1, parts[0] != section { lines.append("\(parts[0]):") }
            section = parts.count > 1 ? parts[0] : ""
            let indent = parts.count > 1 ? "  " : ""
            let isHidden = setting.isSecret && !origin.text.isEmpty
            let value = isHidden ? "(not shown)" : Self.written(origin.text, of: setting)
            let mark = isHidden ? "# " : ""
            lines.append("\(indent)\(mark)\(parts[parts.count - 1]): \(value)  # \(origin.source)")
        }
        return lines.joined(separator: "\n")
    }

    /// What to tell about variables that look like settings and are none: they are not refused,
    /// because platforms set variables of their own after a service's name.
    var warnings: [String] {
        let prefix = "TESSERA_"
        let known = Configuration.settings.map { String($0.variable.dropFirst(prefix.count)) }
        return environment.keys.filter { $0.hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count)) }
            .filter { $0 != "CONFIG" && !known.contains($0) }
            .sorted()
            .map { name in
                let near = Spelling.nearest(to: name, among: known)
                let advice = near.map { "; did you mean \(prefix)\($0)?" } ?? ""
                return "the environment variable \(prefix)\(name) is not a setting\(advice)"
            }
    }

    /// Where a setting was said, for a person.
    func source(of setting: Setting) -> String { origin(of: setting).source }

    private func origin(of setting: Setting) -> Origin {
        if let text = flags[setting.key] {
            return Origin(text: text, source: setting.flag)
        }
        if let text = environment[setting.variable] {
            return Origin(text: text, source: setting.variable)
        }
        if let file, let value = file.values[setting.key] ?? shorthand(of: setting) {
            let source = "\(file.name):\(value.line)"
            return Origin(text: value.text, source: source, isList: value.isList)
        }
        return Origin(text: setting.defaultText, source: "default")
    }

    /// What stands in the file where the setting's section would.
    private func shorthand(of setting: Setting) -> ConfigurationFile.Value? {
        guard let section = setting.section, let value = file?.values[section] else { return nil }
        return value.isEmptySection ? nil : value
    }

    private func unknownKeys() -> [String] {
        guard let file else { return [] }
        let keys = Configuration.settings.map(\.key)
        let known = Set(keys + Configuration.settings.compactMap(\.section))
        return file.values.filter { !known.contains($0.key) }
            .sorted { $0.value.line < $1.value.line }
            .compactMap { key, value in
                let members = keys.filter { $0.hasPrefix(key + ".") }
                // All of a section may be commented out.
                if value.isEmptySection, !members.isEmpty { return nil }
                let place = "\(file.name):\(value.line)"
                guard members.isEmpty else {
                    return "\(place): \(key) is a section; in it are "
                        + members.joined(separator: ", ")
                }
                let near = Spelling.nearest(to: key, among: keys)
                let advice =
                    near.map { "did you mean \($0)?" } ?? "there are "
                    + keys.joined(separator: ", ")
                return "\(place): unknown key \(key); \(advice)"
            }
    }

    private static func written(_ text: String, of setting: Setting) -> String {
        guard setting.isList else { return quoted(text) }
        let elements = text.split(separator: ",").map { quoted($0.filter { $0 != " " }) }
        return "[" + elements.joined(separator: ", ") + "]"
    }

    /// As YAML: plain where that is unambiguous.
    private static func quoted(_ text: some StringProtocol) -> String {
        let isSimple = text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "./-_".contains($0))
        }
        // Alone or in front, some signs mean something to YAML.
        if isSimple, let first = text.first, first != "-" { return String(text) }
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\t": "\\t"
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
