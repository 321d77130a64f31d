import JSON
package import Layout
import Synchronization

/// The layouts that rooms can have: those that came with the program, and this server's own.
///
/// It is always whole: what would contradict the others is not taken, and what it was to replace
/// stays. Own ones are known by where they are kept, since the layout of a file may change its name.
package final class LayoutLibrary: Sendable {
    /// More are a mistake, or an attack: all of them are linked anew when one changes.
    package static let maximumOwn = 256

    private struct Content {
        var catalogue: LayoutCatalogue
        /// By place.
        var own: [String: LayoutDocument] = [:]
    }

    private let shipped: LayoutCatalogue
    private let content: Mutex<Content>

    /// - Parameter shipped: what nobody can change.
    package init(shipped: LayoutCatalogue) {
        self.shipped = shipped
        content = Mutex(Content(catalogue: shipped))
    }

    /// All of them as they are now.
    package var catalogue: LayoutCatalogue { content.withLock { $0.catalogue } }

    /// Where one of this server's own is kept; nil if none is called so.
    package func place(of name: String) -> String? {
        content.withLock { content in content.own.first { $0.value.name == name }?.key }
    }

    /// Whether something is kept at a place.
    package func holds(_ place: String) -> Bool { content.withLock { $0.own[place] != nil } }

    /// Whether a layout came with the program.
    package func isShipped(_ name: String) -> Bool { shipped[name] != nil }

    /// Finds out what `update` would say, and changes nothing.
    package func check(_ document: LayoutDocument?, at place: String) throws(LayoutFaults) {
        _ = try changed(content.withLock { $0 }, [place: document])
    }

    /// Takes over what has changed, as far as it goes together with what is there.
    ///
    /// - Parameter changes: by place; nil where nothing is any more.
    /// - Returns: why, for each change that was not taken.
    package func update(_ changes: [String: LayoutDocument?]) -> [String: LayoutFaults] {
        content.withLock { content in
            // What uses each other comes together.
            if let whole = try? changed(content, changes) {
                content = whole
                return [:]
            }
            var waiting = changes
            var faults: [String: LayoutFaults] = [:]
            var isProgressing = true
            while isProgressing {
                isProgressing = false
                for (place, document) in waiting.sorted(by: { $0.key < $1.key }) {
                    do throws(LayoutFaults) {
                        content = try changed(content, [place: document])
                        waiting[place] = nil
                        faults[place] = nil
                        isProgressing = true
                    } catch {
                        faults[place] = error
                    }
                }
            }
            return faults
        }
    }

    private func changed(
        _ content: Content,
        _ changes: [String: LayoutDocument?],
    ) throws(LayoutFaults) -> Content {
        var content = content
        content.own.merge(changes.compactMapValues(\.self)) { $1 }
        for (place, document) in changes where document == nil { content.own[place] = nil }
        guard content.own.count <= Self.maximumOwn else { throw .tooMany }
        let own = content.own.sorted { $0.key < $1.key }.map(\.value)
        content.catalogue = try LayoutCatalogue(shipped.names.compactMap { shipped[$0] } + own)
        return content
    }
}

extension LayoutFaults {
    fileprivate static let tooMany: LayoutFaults = {
        let count = LayoutLibrary.maximumOwn
        let reason = "there are \(count) layouts besides the shipped ones: remove one first"
        return LayoutFaults([LayoutFault(JSONPointer(), reason)])
    }()
}
