package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a virtual IP whose health checks pass on no node. */
public enum NoneHealthyPolicy {
    /** It is taken off. */
    @JsonProperty("Release")
    RELEASE,
    /** It stays where it is. */
    @JsonProperty("Stay")
    STAY
}
