package dev.quorumvip.api;

import java.util.List;

/**
 * Body of {@code GET /v1/events?follow=false}.
 *
 * @param events what the answering node still keeps, oldest first
 */
public record EventList(List<ClusterEvent> events) {
    public EventList {
        events = List.copyOf(events);
    }
}
