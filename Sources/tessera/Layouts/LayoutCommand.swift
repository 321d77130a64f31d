import ArgumentParser
import FoundationEssentials
import JSON
import Layout

/// `tessera layout`.
struct LayoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layout",
        abstract: "Check, draw and import layouts.",
        discussion: """
            A layout is a JSON document that says where people go on the canvas, for any number of \
            them. The shipped ones are part of this program; `tessera layout list` names them.
            """,
        subcommands: [LayoutList.self, LayoutCheck.self, LayoutRender.self, LayoutImport.self],
    )
}

/// `tessera layout list`.
struct LayoutList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Name the shipped layouts.",
    )

    func run() {
        let catalogue = LayoutCatalogue.shipped
        for name in catalogue.names {
            guard let document = catalogue[name] else { continue }
            let aliases =
                document.aliases.isEmpty ? "" : " (\(document.aliases.joined(separator: ", ")))"
            print("\(name): \(document.title)\(aliases)")
        }
    }
}

/// `tessera layout check`.
struct LayoutCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find every fault of layout documents.",
        discussion: """
            Prints a line for each fault: the file, line and column, where it is in the document, \
            which slot it is about, and what is wrong. What a document uses may be a shipped layout \
            or another of the files. A JSON Schema among the files is left out. Exits with 1 if \
            there is a fault.
            """,
    )

    @Argument(help: "Layout documents.") var files: [String]

    func run() throws {
        let layouts = LayoutFiles(files)
        for remark in layouts.remarks { print(remark) }
        for complaint in layouts.complaints { print(complaint) }
        guard layouts.complaints.isEmpty else { throw ExitCode.failure }
    }
}

/// `tessera layout render`.
struct LayoutRender: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Draw a layout for a number of people.",
        discussion: """
            Draws who would stand where as SVG. The people are called 1, 2, 3 and so on, in the \
            order in which they came.
            """,
    )

    @Argument(help: "A layout document, or the name of a shipped layout.") var layout: String
    @Option(help: "How many people there are, 0 to 1000.") var participants = 4
    @Option(help: "Size of the canvas in pixels.") var size = "1280x720"
    @Option(help: "The numbers of those who spoke, the last one first, separated by commas.")
    var speakers: String?
    @Option(help: "The number of somebody who shares a screen.") var screen: Int?
    @Option(help: "The number of somebody for whom the picture is.") var viewer: Int?
    @Option(name: .shortAndLong, help: "The file to write; standard output without it.")
    var output: String?

    func run() throws {
        let document = try LayoutFiles.document(layout)
        let scene = LayoutSolver.solve(document, try situation(), previous: nil)
        let names = Dictionary(
            uniqueKeysWithValues: (0...participants).map { ("p\($0)", "\($0)") }
        )
        let drawing = scene.svg(names: names)
        guard let output else { return print(drawing, terminator: "") }
        try write(drawing, to: output)
    }

    func validate() throws {
        guard (0...1000).contains(participants) else {
            throw ValidationError("--participants is 0 to 1000")
        }
        guard let output, !output.hasSuffix(".svg") else { return }
        throw ValidationError("\(output): only .svg can be drawn")
    }

    private func situation() throws -> LayoutSituation {
        let spoke = (speakers ?? "").split(separator: ",").map { Int($0) ?? 0 }
        let people = (1...max(1, participants)).prefix(participants).map { number in
            var person = LayoutParticipant(id: "p\(number)", hasVideo: true)
            person.name = "\(number)"
            person.speakingRank = spoke.firstIndex(of: number)
            person.isSharing = number == screen
            return person
        }
        guard let canvas = CanvasSize(size) else {
            throw ValidationError("--size is WIDTHxHEIGHT, both even, 16 to 7680")
        }
        var situation = LayoutSituation(canvas: canvas.size, participants: people)
        situation.viewer = LayoutViewer(id: viewer.map { "p\($0)" })
        return situation
    }
}

/// `tessera layout import`.
struct LayoutImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make layouts of those of another server.",
        discussion: """
            Reads FreeSWITCH's conference_layouts.conf.xml (each layout and each group becomes a \
            document) and video layouts of the Open WebRTC Toolkit (a list of templates becomes \
            one). Says what a layout cannot express.
            """,
    )

    @Argument(help: "The other server's file.") var file: String
    @Option(name: .shortAndLong, help: "The folder for the documents.") var output = "."
    @Option(help: "Put before every name, so that none is that of a shipped layout.")
    var prefix = ""
    @Flag(help: "Write over documents that are there.") var force = false

    func run() throws {
        let text = try LayoutFiles.bytes(of: file)
        let imported: ImportedLayouts
        do {
            let name = URL(filePath: file).deletingPathExtension().lastPathComponent
            imported = try ImportedLayouts(reading: text, name: name, prefix: prefix)
        } catch {
            for fault in error.faults { print("\(file):\(fault)") }
            throw ExitCode.failure
        }
        for note in imported.notes { print("\(file): \(note)") }
        for document in imported.documents {
            let path = output + "/" + document.name.replacing(":", with: "-") + ".json"
            guard force || !FileManager.default.fileExists(atPath: path) else {
                throw ValidationError("\(path) is there already: --force writes over it")
            }
            try write(document.json.lines, to: path)
            print("\(path): \(document.title)")
        }
    }
}

private func write(_ text: String, to path: String) throws {
    do {
        try Data(text.utf8).write(to: URL(filePath: path))
    } catch {
        throw ValidationError("\(path): cannot be written")
    }
}
