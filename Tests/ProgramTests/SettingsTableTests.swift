import FoundationEssentials
import Testing

@testable import tessera

/// The guide for those who run the server lists every setting; this keeps it true.
///
/// `TESSERA_WRITE_DOCS=1 swift test --filter SettingsTableTests` writes the table anew.
@Suite struct SettingsTableTests {
    private static let guide = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .appending(path: "../../docs/guides/running.md")
        .standardized
    private static let begin = "<!-- settings -->\n"
    private static let end = "<!-- end of settings -->"

    private static var table: String {
        let rows = Configuration.settings.map { setting in
            let standard = setting.defaultText.isEmpty ? "" : "`\(setting.defaultText)`"
            let right = setting.expectation.replacing("|", with: "\\|")
            return
                "| `\(setting.key)` | `\(setting.flag)` | \(standard) | \(right) | \(setting.purpose) |"
        }
        return
            ([
                "| key | flag | default | right is | what it is |",
                "| --- | --- | --- | --- | --- |",
            ]
            + rows).joined(separator: "\n") + "\n"
    }

    @Test func theGuideListsTheSettingsAsTheyAre() throws {
        let text = try String(contentsOf: Self.guide, encoding: .utf8)
        let begin = try #require(text.firstRange(of: Self.begin))
        let end = try #require(text.firstRange(of: Self.end))
        let written = text[begin.upperBound..<end.lowerBound]
        if ProcessInfo.processInfo.environment["TESSERA_WRITE_DOCS"] == "1" {
            var new = text
            new.replaceSubrange(begin.upperBound..<end.lowerBound, with: Self.table)
            try new.write(to: Self.guide, atomically: true, encoding: .utf8)
        } else {
            #expect(written == Self.table, "docs/guides/running.md is not up to date")
        }
    }
}
