import Peer
import Scheduling

extension StageGraph {
    /// Makes the sound sources that the plan adds; one whose port changed is made anew.
    func addAudioSources(_ plan: Plan) {
        for (id, wanted) in plan.audioSources where applied.audioSources[id]?.port != wanted.port {
            let mixer = mixer ?? makeMixer()
            let lane = lane(.audio, "\(id)/audio")
            let source = try? AudioSource(
                lane: lane,
                clock: clock,
                countdown: mixer.countdown,
                lipSync: lipSync(of: id),
            )
            guard let source else { continue }
            lane.attach(source)
            host.attach(source.inlet, to: wanted.port.track, of: wanted.port.peer)
            if let former = audioSources.updateValue(source, forKey: id) {
                retiring.append(former.lane)
            }
        }
    }

    /// Makes the picture sources that the plan adds; one whose port changed is made anew.
    func addVideoSources(_ plan: Plan) {
        for (id, wanted) in plan.videoSources where applied.videoSources[id]?.port != wanted.port {
            let lane = lane(.video, "\(id)/video")
            let port = wanted.port
            let source = try? VideoSource(lane: lane, lipSync: lipSync(of: id)) { [host] in
                host.requestKeyFrame(from: port.peer, track: port.track)
            }
            guard let source else { continue }
            lane.attach(source)
            host.attach(source.inlet, to: port.track, of: port.peer)
            host.requestKeyFrame(from: port.peer, track: port.track)
            if let former = videoSources.updateValue(source, forKey: id) {
                retiring.append(former.lane)
            }
        }
    }

    func makeMixer() -> AudioMixer {
        let lane = lane(.audio, "mix")
        let mixer = AudioMixer(lane: lane, clock: clock)
        lane.attach(mixer)
        self.mixer = mixer
        return mixer
    }

    /// One for the two sources of a participant, so that its picture follows its sound.
    private func lipSync(of id: ParticipantID) -> LipSync {
        if let existing = lipSyncs[id] { return existing }
        let made = LipSync()
        lipSyncs[id] = made
        return made
    }
}
