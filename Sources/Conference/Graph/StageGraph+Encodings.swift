import Media
import Peer
import Scheduling

extension StageGraph {
    /// Makes the sound encodings that the plan adds.
    func addAudioEncodings(_ plan: Plan) {
        for key in plan.audioEncodings where audioEncodings[key] == nil {
            let lane = lane(.audio, "encode \(key.mix)")
            let encoding = try? AudioEncoding(
                lane: lane,
                outlet: host.makeOutlet(.audio, capacityBytes: 16 << 10),
                clock: clock,
                channels: key.channels,
                bitRate: configuration.audioBitRate,
            )
            guard let encoding else { continue }
            lane.attach(encoding)
            audioEncodings[key] = encoding
        }
    }

    /// Makes the picture encodings that the plan adds.
    func addVideoEncodings(_ plan: Plan) {
        for key in plan.videoEncodings where videoEncodings[key] == nil {
            let lane = lane(.video, "encode \(key.size.width)x\(key.size.height)")
            let encoding = try? VideoEncoding(
                lane: lane,
                outlet: host.makeOutlet(.video, capacityBytes: 1 << 20),
                key: key,
                bitRate: configuration.videoBitRate,
            )
            guard let encoding else { continue }
            lane.attach(encoding)
            videoEncodings[key] = encoding
        }
    }

    /// Tells the mixer who is heard by whom, and waits until it no longer asks the others.
    func wireMix(_ plan: Plan) async {
        guard let mixer = mixer ?? (plan.audioEncodings.isEmpty ? nil : makeMixer()) else { return }
        let inputs = plan.audioSources.sorted { $0.key < $1.key }.compactMap { id, wanted in
            audioSources[id].map {
                AudioMixer.Input(id: id, source: $0, gain: Float(wanted.volume))
            }
        }
        let outputs = plan.audioEncodings.compactMap { key in
            audioEncodings[key].map { AudioMixer.Output(mix: key.mix, encoding: $0) }
        }
        await mixer.wire(inputs: inputs, outputs: outputs, now: MonotonicClock.now())
    }

    /// Subscribes peers to encodings where that differs from what is in force.
    func deliver<Key: Hashable>(
        _ deliveries: [Port: Key],
        before: [Port: Key],
        outlet: (Key) -> MediaOutlet?,
    ) {
        for (port, key) in deliveries where before[port] != key {
            host.subscribe(port.peer, track: port.track, to: outlet(key))
        }
        for port in before.keys where deliveries[port] == nil {
            host.subscribe(port.peer, track: port.track, to: nil)
        }
    }
}
