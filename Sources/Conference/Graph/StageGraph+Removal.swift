import Layout
import Media
import Peer
import Scheduling

extension StageGraph {
    /// Retires the stages that the plan no longer names; nobody reads from them any more.
    func removeUnwanted(_ plan: Plan) {
        removeSources(plan)
        for (key, encoding) in audioEncodings where !plan.audioEncodings.contains(key) {
            encoding.lane.retire()
            host.close(encoding.outlet)
            audioEncodings[key] = nil
        }
        for (key, encoding) in videoEncodings where !plan.videoEncodings.contains(key) {
            encoding.lane.retire()
            host.close(encoding.outlet)
            videoEncodings[key] = nil
        }
        for (view, compositor) in compositors where plan.views[view] == nil {
            compositor.lane.retire()
            compositors[view] = nil
        }
        if plan.audioEncodings.isEmpty {
            mixer?.lane.retire()
            mixer = nil
        }
        forgetPlaceholders()
    }

    private func removeSources(_ plan: Plan) {
        for (id, source) in audioSources where plan.audioSources[id] == nil {
            if let port = applied.audioSources[id]?.port {
                host.attach(nil, to: port.track, of: port.peer)
            }
            retiring.append(source.lane)
            audioSources[id] = nil
        }
        for (id, source) in videoSources where plan.videoSources[id] == nil {
            if let port = applied.videoSources[id]?.port {
                host.attach(nil, to: port.track, of: port.peer)
            }
            retiring.append(source.lane)
            videoSources[id] = nil
        }
        lipSyncs = lipSyncs.filter { audioSources[$0.key] != nil || videoSources[$0.key] != nil }
        retiring.forEach { $0.retire() }
        retiring = []
    }
}
