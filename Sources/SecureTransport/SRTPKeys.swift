/// A protection profile for SRTP, negotiated in the DTLS handshake (RFC 5764 §4.1.2, RFC 7714 §14.2).
package enum SRTPProfile: UInt16, Hashable, Sendable, CaseIterable {
    /// SRTP_AEAD_AES_128_GCM: a quarter of the CPU of the other one.
    case aeadAES128GCM = 0x0007
    /// SRTP_AES128_CM_HMAC_SHA1_80: what every client has.
    case aes128CMSHA1_80 = 0x0001

    /// Best first.
    package static let preferred: [SRTPProfile] = [.aeadAES128GCM, .aes128CMSHA1_80]

    package var masterKeyBytes: Int { 16 }

    package var masterSaltBytes: Int {
        switch self {
        case .aeadAES128GCM: 12
        case .aes128CMSHA1_80: 14
        }
    }

    /// OpenSSL's name of it.
    var name: String {
        switch self {
        case .aeadAES128GCM: "SRTP_AEAD_AES_128_GCM"
        case .aes128CMSHA1_80: "SRTP_AES128_CM_SHA1_80"
        }
    }
}

/// The master keys of both directions.
package struct SRTPKeys: Hashable, Sendable {
    /// One direction's secret.
    package struct Master: Hashable, Sendable {
        package let key: [UInt8]
        package let salt: [UInt8]

        package init(key: [UInt8], salt: [UInt8]) {
            self.key = key
            self.salt = salt
        }
    }

    package let profile: SRTPProfile
    /// Protects what this end sends.
    package let local: Master
    /// Protects what the other end sends.
    package let remote: Master

    /// - Precondition: keys and salts are as long as the profile says.
    package init(profile: SRTPProfile, local: Master, remote: Master) {
        for master in [local, remote] {
            precondition(master.key.count == profile.masterKeyBytes, "master key length")
            precondition(master.salt.count == profile.masterSaltBytes, "master salt length")
        }
        self.profile = profile
        self.local = local
        self.remote = remote
    }

    /// Cuts up what the DTLS handshake exports.
    ///
    /// RFC 5764 §4.2: the client's key, the server's key, the client's salt, the server's salt.
    init(profile: SRTPProfile, exported: [UInt8], role: DTLSRole) {
        let key = profile.masterKeyBytes
        let salt = profile.masterSaltBytes
        let client = Master(
            key: Array(exported[0..<key]),
            salt: Array(exported[2 * key..<2 * key + salt]),
        )
        let server = Master(
            key: Array(exported[key..<2 * key]),
            salt: Array(exported[2 * key + salt..<2 * (key + salt)]),
        )
        switch role {
        case .client: self.init(profile: profile, local: client, remote: server)
        case .server: self.init(profile: profile, local: server, remote: client)
        }
    }
}
