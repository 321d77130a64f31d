package import ICE

/// How a shard is set up.
package struct ShardConfiguration: Sendable {
    /// The UDP port for everything; 0 takes a free one.
    package var port: UInt16
    /// Where to listen (ports are ignored); nil: on every address of the machine.
    package var addresses: [TransportAddress]?
    /// The shard's number, which is in its thread's name: `tess-io0`.
    package var index = 0
    /// The thread's nice value where the system allows it; nil: the process's.
    ///
    /// −5 puts I/O before the video lanes (0) and behind the audio lanes (real time).
    package var niceness: Int32? = -5

    package init(port: UInt16, addresses: [TransportAddress]? = nil) {
        self.port = port
        self.addresses = addresses
    }
}
