import Foundation
import Media

/// A room built of GStreamer's elements: decode, compositor, encode, N−1 audiomixers, over UDP.
///
/// It does the same job on the same media as the server, without SRTP, ICE and control. Encoder
/// settings are the server's (real time, speed 8, one thread, 1.5 Mbit/s).
struct GStreamerPipeline {
    /// Debian: `gstreamer1.0-tools`, `-plugins-base`, `-plugins-good`, `-plugins-bad`.
    static let program = "/usr/bin/gst-launch-1.0"

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    let room: RoomShape
    /// The pipeline listens on two ports a person from here on, and sends to two more.
    let firstPort: Int

    func videoInput(_ person: Int) -> Int { firstPort + person }
    func soundInput(_ person: Int) -> Int { firstPort + 100 + person }
    func videoOutput(_ person: Int) -> Int { firstPort + 200 + person }
    func soundOutput(_ person: Int) -> Int { firstPort + 300 + person }

    /// What gst-launch is told.
    var description: String {
        ([mosaic] + (0..<room.people).map(camera) + (0..<room.people).map(voice)
            + (0..<room.people).map(mix)).joined(separator: " ")
    }

    func start() throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: Self.program)
        process.arguments = ["--quiet"] + Self.words(description)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private var mosaic: String {
        let places = room.tiles().enumerated().map { index, rect in
            "sink_\(index)::xpos=\(rect.x) sink_\(index)::ypos=\(rect.y) "
                + "sink_\(index)::width=\(rect.width) sink_\(index)::height=\(rect.height)"
        }
        let clients = (0..<room.people).map { "127.0.0.1:\(videoOutput($0))" }
        return "compositor name=mosaic background=black \(places.joined(separator: " ")) "
            + "! video/x-raw,format=I420,width=\(room.canvas.width),"
            + "height=\(room.canvas.height),framerate=\(room.frameRate)/1 "
            + "! queue max-size-buffers=2 ! vp8enc deadline=1 cpu-used=8 threads=1 "
            + "target-bitrate=1500000 end-usage=cbr keyframe-max-dist=9000 lag-in-frames=0 "
            + "! rtpvp8pay mtu=1200 ! multiudpsink sync=false clients=\(clients.joined(separator: ","))"
    }

    private func camera(_ person: Int) -> String {
        "udpsrc port=\(videoInput(person)) address=127.0.0.1 "
            + "caps=application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000 "
            + "! rtpjitterbuffer latency=40 ! rtpvp8depay ! vp8dec ! queue max-size-buffers=2 "
            + "! mosaic.sink_\(person)"
    }

    private func voice(_ person: Int) -> String {
        let listeners = (0..<room.people).filter { $0 != person }
        let branches = listeners.map { "voice\(person). ! queue ! mix\($0)." }
        return "udpsrc port=\(soundInput(person)) address=127.0.0.1 "
            + "caps=application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000 "
            + "! rtpjitterbuffer latency=40 ! rtpopusdepay ! opusdec plc=true "
            + "! audio/x-raw,rate=48000,channels=1 ! tee name=voice\(person) "
            + branches.joined(separator: " ")
    }

    private func mix(_ person: Int) -> String {
        "audiomixer name=mix\(person) output-buffer-duration=20000000 "
            + "! audio/x-raw,rate=48000,channels=1 ! audioconvert "
            + "! opusenc audio-type=voice bitrate=32000 complexity=5 inband-fec=true "
            + "packet-loss-percentage=5 ! rtpopuspay "
            + "! udpsink sync=false host=127.0.0.1 port=\(soundOutput(person))"
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }
}
