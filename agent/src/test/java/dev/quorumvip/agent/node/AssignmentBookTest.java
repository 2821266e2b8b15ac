package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.assigned;
import static dev.quorumvip.agent.node.Sample.revoked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssignmentBookTest {
    private static final AssignedVip WEB = assigned("web", 1);
    private static final AssignedVip DB = assigned("db", 2);

    private final AssignmentBook book = new AssignmentBook();

    @Test
    void learnsWhatIsNewOnce() {
        assertThat(book.learn(List.of(WEB))).isTrue();
        assertThat(book.learn(List.of(WEB))).isFalse();
        assertThat(book.learn(List.of(WEB, DB))).isTrue();
        assertThat(book.wanted()).containsExactly(WEB, DB);
    }

    @Test
    void forgetsNothingBecauseAVoterKnowsLess() {
        book.learn(List.of(WEB, DB));
        assertThat(book.learn(List.of())).isFalse();
        assertThat(book.learn(List.of(DB))).isFalse();
        assertThat(book.wanted()).containsExactly(WEB, DB);
    }

    @Test
    void wantsWhatIsRevokedNoMoreButStillOwesIt() {
        book.learn(List.of(WEB, DB));
        assertThat(book.learn(List.of(revoked(WEB)))).isTrue();
        assertThat(book.wanted()).containsExactly(DB);
        assertThat(book.revoked()).containsExactly(revoked(WEB));
        assertThat(book.all()).containsExactly(revoked(WEB), DB);
    }

    @Test
    void takesNoRevocationBackOnTheWordOfAVoterThatLags() {
        book.learn(List.of(revoked(WEB)));
        assertThat(book.learn(List.of(WEB))).isFalse();
        assertThat(book.wanted()).isEmpty();
    }

    @Test
    void neverTakesUpAGrantThatWasGivenBack() {
        book.learn(List.of(WEB));
        assertThat(book.release(WEB.grant())).isTrue();
        assertThat(book.learn(List.of(WEB))).isFalse();
        assertThat(book.learn(List.of(revoked(WEB)))).isFalse();
        assertThat(book.all()).isEmpty();
        assertThat(book.release(WEB.grant())).as("given back once").isFalse();
    }

    @Test
    void remembersAReleaseOfAGrantItHadNotHeardOf() {
        book.release(WEB.grant());
        assertThat(book.learn(List.of(WEB))).isFalse();
        assertThat(book.wanted()).isEmpty();
    }

    @Test
    void takesUpTheSameVipUnderANewGrant() {
        book.learn(List.of(WEB));
        book.release(WEB.grant());
        assertThat(book.learn(List.of(assigned("web", 5)))).isTrue();
        assertThat(book.wanted()).containsExactly(assigned("web", 5));
    }

    @Test
    void beginsANewSessionWithNothing() {
        book.learn(List.of(WEB, DB));
        book.clear();
        assertThat(book.all()).isEmpty();
    }
}
