package dev.quorumvip.agent.elect.consul;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers as it was told, one after the other at each endpoint, and keeps what it was asked. */
final class ScriptedConsul implements ConsulPort {
    private final List<URI> endpoints;
    private final Map<URI, Deque<Object>> answers = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final List<Duration> patience = new ArrayList<>();

    ScriptedConsul(String... endpoints) {
        this.endpoints = Arrays.stream(endpoints).map(URI::create).toList();
    }

    ScriptedConsul at(String endpoint, int status, String body) {
        answersOf(URI.create(endpoint)).add(new Reply(status, 17, body));
        return this;
    }

    ScriptedConsul failing(String endpoint, ConsulTrouble trouble) {
        answersOf(URI.create(endpoint)).add(new ConsulException(trouble, "scripted at " + endpoint));
        return this;
    }

    private Deque<Object> answersOf(URI endpoint) {
        return answers.computeIfAbsent(endpoint, unknown -> new ArrayDeque<>());
    }

    @Override
    public List<URI> endpoints() {
        return endpoints;
    }

    @Override
    public Reply send(URI endpoint, String method, String path, byte[] body, Duration timeout) throws ConsulException {
        asked.add(method + " " + endpoint + path
                + (body.length == 0 ? "" : " " + new String(body, java.nio.charset.StandardCharsets.UTF_8)));
        patience.add(timeout);
        return switch (answersOf(endpoint).poll()) {
            case Reply reply -> reply;
            case ConsulException e -> throw e;
            case null, default -> throw new AssertionError("not scripted: " + asked.getLast());
        };
    }
}
