import Conference
import Layout
import Logging
import ServiceLifecycle

/// Takes over layouts whose files have changed: looks every two seconds.
///
/// A file with faults is logged with all of them, and the layout that it held before stays.
actor LayoutUpkeep: Service, CustomStringConvertible {
    /// A look costs a few microseconds.
    private static let interval = Duration.seconds(2)

    nonisolated let description = "LayoutUpkeep"
    private let folder: LayoutFolder
    private let conference: Conference
    private let logger: Logger
    private var seen: [String: LayoutFolder.Stamp] = [:]
    /// What could not be taken over, a removal (nil) among it: it is tried again with whatever
    /// changes next, as that may be what it lacked.
    private var refused: [String: LayoutDocument?] = [:]

    init(folder: LayoutFolder, conference: Conference, logger: Logger) {
        self.folder = folder
        self.conference = conference
        self.logger = logger
    }

    func run() async throws {
        while await Upkeep.sleep(for: Self.interval) { await refresh() }
    }

    /// Takes over what is there now.
    func refresh() async {
        let files = folder.files()
        guard files != seen else { return }
        var changes = refused
        for (file, stamp) in files where seen[file] != stamp {
            changes.removeValue(forKey: file)
            do throws(LayoutFaults) {
                changes.updateValue(try folder.document(in: file), forKey: file)
            } catch {
                complain(about: file, error)
            }
        }
        for file in seen.keys where files[file] == nil { changes.updateValue(nil, forKey: file) }
        seen = files
        let faults = await conference.takeLayouts(changes)
        refused = changes.filter { faults[$0.key] != nil }
        for (file, faults) in faults.sorted(by: { $0.key < $1.key }) {
            complain(about: file, faults)
        }
        for (file, document) in changes where faults[file] == nil {
            let name = document.map { "has the layout \"\($0.name)\"" } ?? "holds no layout"
            logger.info("layouts/\(file) \(name)")
        }
    }

    /// One line a fault, as `tessera layout check` prints them.
    private func complain(about file: String, _ faults: LayoutFaults) {
        for fault in faults.faults { logger.error("\(folder.path)/\(file):\(fault)") }
        logger.error("\(folder.path)/\(file) is not used as it is; a former layout of it stays")
    }
}
