/// RFC 5769: messages with their keys.
enum STUNVectors {
    static let key = Array("VOkJxbRl1RmTxUk/WvJxBt".utf8)
    /// MD5 of user name, realm and password (RFC 5769 §2.4).
    static let longTermKey = bytes("e8ca7ad59d5eb0518e312911d2dab2a9")

    /// §2.1: a request with SOFTWARE, PRIORITY, ICE-CONTROLLED and USERNAME.
    static let request = bytes(
        """
        000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e7400240004
        6e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56
        781ef2b5b2d3f249c1b571a280280004e57a3bcf
        """
    )

    /// §2.2: a response with the IPv4 address 192.0.2.1:32853.
    static let responseIPv4 = bytes(
        """
        0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147
        e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96
        """
    )

    /// §2.3: a response with the IPv6 address [2001:db8:1234:5678:11:2233:4455:6677]:32853.
    static let responseIPv6 = bytes(
        """
        010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a147
        0113a9faa5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004
        c8fb0b4c
        """
    )

    /// §2.4: a request with long-term credentials and no fingerprint.
    static let longTermRequest = bytes(
        """
        000100602112a44278ad3433c6ad72c029da412e00060012e3839ee38388e383aae38383e382afe382b90000
        0015001c662f2f3439396b39353464364f4c33346f4c394653547679363473410014000b6578616d706c652e
        6f72670000080014f67024656dd64a3e02b8e0712e85c9a28ca89666
        """
    )

    static let all: [(bytes: [UInt8], key: [UInt8])] = [
        (request, key), (responseIPv4, key), (responseIPv6, key), (longTermRequest, longTermKey),
    ]

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}
