package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why a request was refused: stable words for programs, where {@link Problem#detail()} is for people. */
public enum ProblemReason {
    /** 400: the body is not one JSON object. */
    MALFORMED_JSON,
    /** 400: a field or parameter occurs twice. */
    DUPLICATE_FIELD,
    /** 400: the route knows no such field or parameter. */
    UNKNOWN_FIELD,
    /** 400: a field is needed and missing. */
    MISSING_FIELD,
    /** 400: the field's value is not a string. */
    NOT_A_STRING,
    /** 400: the field's value is of another type than it should be. */
    WRONG_TYPE,
    /** 400: a number, a length of time or a list that is too small or too large. */
    OUT_OF_RANGE,
    /** 400: a value that means nothing here, or contradicts another. */
    INVALID_VALUE,
    /** 400: not a DNS label of at most 63 characters. */
    INVALID_NAME,
    /** 400: no name that a Linux interface can have. */
    INVALID_INTERFACE,
    /** 400: not {@code ADDRESS/PREFIX}. */
    NOT_CIDR,
    /** 400: a number with a leading zero, which some readers take for octal. */
    LEADING_ZERO,
    /** 400: an IPv6 address with a zone, as in {@code fe80::1%eth0}. */
    SCOPED_ADDRESS,
    /** 400: an IPv4 address written as IPv6, as in {@code ::ffff:192.0.2.1}. */
    IPV4_MAPPED_ADDRESS,
    /** 400: the prefix is not 1 to 32, or for IPv6 not 1 to 128. */
    PREFIX_OUT_OF_RANGE,
    /** 400: 0.0.0.0, or ::. */
    UNSPECIFIED_ADDRESS,
    /** 400: in 0.0.0.0/8, "this network" (RFC 1122 §3.2.1.3). */
    THIS_NETWORK,
    /** 400: in 127.0.0.0/8, or ::1. */
    LOOPBACK_ADDRESS,
    /** 400: in 169.254.0.0/16, which hosts assign to themselves (RFC 3927). */
    LINK_LOCAL_ADDRESS,
    /** 400: in 224.0.0.0/4, or in ff00::/8. */
    MULTICAST_ADDRESS,
    /** 400: in 240.0.0.0/4 (RFC 1112 §4), apart from the broadcast address; or in ::/96 (RFC 4291 §2.5.5.1). */
    RESERVED_ADDRESS,
    /** 400: the first address of an IPv6 subnet, which all its routers have (RFC 4291 §2.6.1). */
    ANYCAST_ADDRESS,
    /** 400: the first address of its IPv4 subnet. */
    NETWORK_ADDRESS,
    /** 400: the last address of its subnet, or 255.255.255.255. */
    BROADCAST_ADDRESS,
    /** 400: a cluster node has this address as its own. */
    NODE_ADDRESS,
    /** 400: no event's id, which is INDEX-NUMBER. */
    INVALID_EVENT_ID,
    /** 400: neither true nor false. */
    NOT_A_BOOLEAN,
    /** 403: the caller's certificate does not let it do this, or there is none. */
    FORBIDDEN,
    /** 404: no virtual IP or member has this name. */
    UNKNOWN_NAME,
    /** 404: no such route. */
    UNKNOWN_PATH,
    /** 405: the route exists, the method does not; {@code Allow} names those that do. */
    METHOD_NOT_ALLOWED,
    /** 409: another virtual IP has this address. */
    ADDRESS_IN_USE,
    /** 409: the cluster cannot do without this member now. */
    MEMBER_NEEDED,
    /** 409: the node belongs to a cluster already, whose id the sentence has. */
    ALREADY_MEMBER,
    /** 409: the virtual IP belongs to an owner that the request does not name; the sentence does. */
    OWNED,
    /** 409: the virtual IP's owner has set a newer version of it. */
    STALE,
    /** 409: the change contradicts the cluster's present state. */
    CONFLICT,
    /** 413: more than 64 KiB. */
    BODY_TOO_LARGE,
    /** 500: a fault of the agent; its log has more. */
    INTERNAL_ERROR,
    /** 503: no majority of the voters answers, so nothing can be changed. */
    NO_QUORUM,
    /** 503: no outcome within the time limit; a change may still take effect. */
    TIMEOUT,
    /** 503: too many requests at once. */
    BUSY,
    /** A word of a newer agent than this client. An agent never sends it. */
    @JsonEnumDefaultValue
    UNRECOGNISED
}
