package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.rest.Router.Match;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private final Handler list = request -> Response.json(200, Map.of());
    private final Handler one = request -> Response.json(200, Map.of());
    private final Handler put = request -> Response.json(202, Map.of());
    private final Router router = new Router()
            .add("GET", "/things", list)
            .add("GET", "/things/{name}", one)
            .add("PUT", "/things/{name}", put);

    @Test
    void findsByMethodAndPath() {
        assertThat(router.match("GET", "/things")).isEqualTo(new Match.Found(list, Map.of()));
        assertThat(router.match("GET", "/things/a")).isEqualTo(new Match.Found(one, Map.of("name", "a")));
        assertThat(router.match("PUT", "/things/a")).isEqualTo(new Match.Found(put, Map.of("name", "a")));
    }

    @Test
    void servesHeadWhereGetIs() {
        assertThat(router.match("HEAD", "/things/a")).isEqualTo(new Match.Found(one, Map.of("name", "a")));
    }

    @Test
    void namesTheMethodsOfAPath() {
        assertThat(router.match("POST", "/things/a"))
                .isInstanceOfSatisfying(
                        Match.WrongMethod.class,
                        wrong -> assertThat(wrong.allowed()).containsExactly("GET", "HEAD", "PUT"));
        assertThat(router.match("get", "/things"))
                .isInstanceOfSatisfying(
                        Match.WrongMethod.class,
                        wrong -> assertThat(wrong.allowed()).containsExactly("GET", "HEAD"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "*",
                "things",
                "/thing",
                "/Things",
                "/things/",
                "/things/a/",
                "/things//",
                "//things",
                "/things/a/b"
            })
    void knowsNoOtherPath(String path) {
        assertThat(router.match("GET", path)).isInstanceOf(Match.NoSuchPath.class);
    }

    @Test
    void decodesOneSegmentByItself() {
        assertThat(router.match("GET", "/things/a%2Fb%20c+d"))
                .isEqualTo(new Match.Found(one, Map.of("name", "a/b c+d")));
    }
}
