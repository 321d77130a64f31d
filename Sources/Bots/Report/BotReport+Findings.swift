import Media
import Mixing
import Peer

/// How far a bot is, for its report.
struct BotStanding: Sendable {
    var state: Bot.State
    var participant: String?
    var names: [String: String]
    var startedAt: Instant
    var connectedAt: Instant?
    var countedFrom: Instant?
    var now: Instant
}

extension BotReport {
    init(
        of settings: BotSettings,
        standing: BotStanding,
        statistics: PeerStatistics,
        picture findings: PictureFindings?,
        sound: SoundFindings?,
    ) {
        let begin = standing.countedFrom ?? standing.connectedAt ?? standing.now
        let seconds = max(0.001, (standing.now - begin).seconds)
        self.init(
            name: settings.name,
            number: settings.number,
            participant: standing.participant,
            state: standing.state.name,
            failure: standing.state.failure,
            millisecondsToConnect: standing.connectedAt.map {
                rounded(($0 - standing.startedAt).milliseconds)
            },
            roundTripMilliseconds: statistics.roundTripTime.map { rounded($0.milliseconds) },
            countedSeconds: rounded(seconds),
            picture: findings.map { findings in
                PictureReport(
                    findings,
                    statistics.received.first { $0.kind == .video },
                    standing: standing,
                    seconds: seconds,
                )
            },
            sound: sound.map { findings in
                SoundReport(
                    findings,
                    statistics.received.first { $0.kind == .audio },
                    own: settings.number,
                )
            },
            sent: statistics.sent.map { SentReport($0) },
        )
    }
}

extension PictureReport {
    init(
        _ findings: PictureFindings,
        _ track: ReceivedTrackStatistics?,
        standing: BotStanding,
        seconds: Double,
    ) {
        let others = findings.tiles?.filter { $0.key != standing.participant } ?? [:]
        var decoded = DelayDistribution()
        var shown = DelayDistribution()
        for tile in others.values {
            decoded.add(tile.decoded)
            shown.add(tile.shown)
        }
        self.init(
            reception: ReceptionReport(track),
            frames: findings.frames,
            keyFrames: track?.keyFrames ?? 0,
            framesLost: (track?.framesDropped ?? 0) + findings.failures,
            framesPerSecond: rounded(Double(findings.countedFrames) / seconds),
            width: findings.size?.width,
            height: findings.size?.height,
            sizeChanges: findings.sizeChanges,
            freezes: findings.freezes,
            frozenMilliseconds: rounded(findings.frozen.milliseconds),
            decoded: DelayReport(decoded),
            shown: DelayReport(shown),
            tiles: findings.tiles?.map { participant, tile in
                Tile(
                    name: standing.names[participant] ?? participant,
                    number: Int(tile.number),
                    pictures: tile.pictures,
                    picturesPerSecond: rounded(Double(tile.pictures) / seconds),
                    decoded: DelayReport(tile.decoded),
                    shown: DelayReport(tile.shown),
                )
            }
            .sorted { ($0.number, $0.name) < ($1.number, $1.name) },
        )
    }
}

extension SoundReport {
    init(_ findings: SoundFindings, _ track: ReceivedTrackStatistics?, own: Int) {
        var delays = DelayDistribution()
        for (number, distribution) in findings.delays where number != own {
            delays.add(distribution)
        }
        let heard = Set(findings.levels.map { Array($0.keys) } ?? [])
        let numbers = heard.union(findings.delays.keys).subtracting([own]).sorted()
        self.init(
            reception: ReceptionReport(track),
            packets: findings.packets,
            concealedFrames: findings.receiver.concealedFrames,
            stretchedFrames: findings.receiver.addedFrames + findings.receiver.skippedFrames,
            recoveredByFEC: findings.receiver.recovered,
            playoutTargetMilliseconds: rounded(findings.targetDelay.milliseconds),
            voices: findings.levels.map { levels in
                numbers.map { number in
                    Voice(
                        number: number,
                        level: levels[number].map(rounded),
                        delay: findings.delays[number].flatMap { DelayReport($0) },
                    )
                }
            },
            ownLevel: findings.levels?[own].map(rounded),
            delay: DelayReport(delays),
        )
    }
}

extension ReceptionReport {
    init(_ track: ReceivedTrackStatistics?) {
        self.init(
            packets: track?.packets ?? 0,
            bytes: track?.bytes ?? 0,
            lost: track?.packetsLost ?? 0,
            repaired: track?.packetsRepaired ?? 0,
            nacked: track?.nacksSent ?? 0,
            jitterMilliseconds: rounded(track?.jitter.milliseconds ?? 0),
            keyFrameRequests: track?.keyFrameRequestsSent ?? 0,
        )
    }
}

extension SentReport {
    init(_ track: SentTrackStatistics) {
        self.init(
            kind: track.kind == .audio ? "audio" : "video",
            packets: track.packets,
            bytes: track.bytes,
            units: track.units,
            keyFrames: track.keyFrames,
            retransmissions: track.retransmissions,
            nacksReceived: track.nacksReceived,
            keyFrameRequestsReceived: track.keyFrameRequestsReceived,
            lostAtServer: track.packetsLost,
        )
    }
}

extension Bot.State {
    fileprivate var name: String {
        switch self {
        case .joining: "joining"
        case .calling: "calling"
        case .connected: "connected"
        case .over: "over"
        }
    }

    fileprivate var failure: String? {
        if case .over(let reason) = self { reason } else { nil }
    }
}

/// To a tenth: the rest is noise.
func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
