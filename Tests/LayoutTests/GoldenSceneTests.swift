import Foundation
import JSON
import Layout
import Media
import Testing

/// Every shipped layout for few and many, as it was when somebody looked at it.
///
/// `TESSERA_WRITE_GOLDENS=1 swift test --filter GoldenScene` writes the files anew; `git diff`
/// then shows what has changed.
@Suite("Golden scenes of the shipped layouts")
struct GoldenSceneTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens")
    private static let counts = [1, 2, 3, 4, 5, 7, 9, 12, 16, 25, 49]
    private static let canvases = [
        ("16:9", PixelSize(width: 1280, height: 720)),
        ("9:16", PixelSize(width: 720, height: 1280)),
    ]

    private static var writes: Bool {
        ProcessInfo.processInfo.environment["TESSERA_WRITE_GOLDENS"] == "1"
    }

    @Test("As looked at", arguments: LayoutCatalogue.shipped.names)
    func golden(name: String) throws {
        let document = try #require(LayoutCatalogue.shipped[name])
        let text = Self.scenes(document).lines
        let file = Self.folder.appending(path: name + ".json")
        if Self.writes {
            try Data(text.utf8).write(to: file)
        } else {
            let golden = try String(contentsOf: file, encoding: .utf8)
            let differing = zip(text.split(separator: "\n"), golden.split(separator: "\n"))
                .first { $0 != $1 }
            #expect(text == golden, "\(String(describing: differing))")
        }
    }

    private static func scenes(_ document: LayoutDocument) -> JSONValue {
        var members: [JSONValue.Member] = []
        for (shape, canvas) in canvases {
            for isSharing in [false, true] {
                let scenes = counts.map { count in
                    let scene = scene(document, canvas, count, isSharing)
                    return JSONValue.Member(name: "\(count)", value: scene)
                }
                let name = shape + (isSharing ? ", p1 shares a screen" : "")
                members.append(JSONValue.Member(name: name, value: .object(scenes)))
            }
        }
        return .object(members)
    }

    /// p1, p2 and so on have come in this order; p2 speaks, p1 and p3 spoke before; p4 is a host.
    private static func scene(
        _ document: LayoutDocument,
        _ canvas: PixelSize,
        _ count: Int,
        _ isSharing: Bool,
    ) -> JSONValue {
        let ranks = [2: 0, 1: 1, 3: 2]
        let people = (1...count).map { number in
            var person = LayoutParticipant(id: "p\(number)", hasVideo: true)
            person.name = "P\(number)"
            person.speakingRank = ranks[number]
            person.role = number == 4 ? "host" : nil
            person.isSharing = isSharing && number == 1
            return person
        }
        let situation = LayoutSituation(canvas: canvas, participants: people)
        return LayoutSolver.solve(document, situation, previous: nil).golden
    }
}

extension Scene {
    fileprivate var golden: JSONValue {
        let tiles = tiles.map { tile in
            let rect = tile.rect
            return [
                .text(tile.participant ?? "-"), .text("\(tile.slot).\(tile.cell + 1)"),
                .integer(rect.x), .integer(rect.y), .integer(rect.width), .integer(rect.height),
                .integer(tile.z), .text(tile.fit.rawValue),
            ] as JSONValue
        }
        return ["hidden": .integer(hidden), "tiles": .array(tiles)]
    }
}
