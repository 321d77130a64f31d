import Peer
import Scheduling

extension Room {
    /// Five times a second, and only while sound is mixed or something is still to be told of it.
    private static let spacing = Duration.milliseconds(200)

    /// Begins to look at the levels where that is of use and has not begun.
    func listen() {
        guard listening == nil, isListeningOfUse else { return }
        listening = Task { [weak self] in
            repeat { try? await Task.sleep(for: Self.spacing) } while await self?.hear() == true
        }
    }

    private var isListeningOfUse: Bool {
        !isClosed && (!plan.audioSources.isEmpty || !speech.isQuiet)
    }

    /// - Returns: whether to go on.
    private func hear() async -> Bool {
        let levels = await graph.levels
        for event in speech.hear(levels, now: MonotonicClock.now()) {
            broadcast(event)
            if case .speaker(let id) = event {
                if let id { arrangement.spoke(id) }
                // Layouts may show the speaker elsewhere; its tile tells that it is.
                perform([.replan])
            }
        }
        if isListeningOfUse { return true }
        listening = nil
        return false
    }
}

extension StageGraph {
    /// How loud everybody is in the mix, in dBFS.
    fileprivate var levels: [ParticipantID: Float] {
        var levels: [ParticipantID: Float] = [:]
        for (id, wanted) in applied.audioSources {
            levels[id] = audioSources[id]?.level(atVolume: wanted.volume)
        }
        return levels
    }
}
