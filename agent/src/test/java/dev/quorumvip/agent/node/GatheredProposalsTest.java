package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.consensus.NoQuorumException;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GatheredProposalsTest {
    private final ScriptedConsensus log = new ScriptedConsensus();
    private final GatheredProposals proposals = new GatheredProposals(log, Runnable::run);

    private static Command.SetVip set(String name, int host) {
        return new Command.SetVip(name, VipDefinition.of(VipAddress.parse("192.0.2." + host + "/32")));
    }

    @Test
    void proposesAtOnceWhatComesAlone() {
        CompletableFuture<Outcome> web = proposals.propose(set("web", 1));
        assertThat(log.takeOnlyProposal()).containsExactly(set("web", 1));
        assertThat(web).isNotDone();
        Sample.found(log);
        log.commit();
        assertThat(web.join().accepted()).isTrue();
        proposals.propose(set("db", 2));
        assertThat(log.takeOnlyProposal()).containsExactly(set("db", 2));
    }

    @Test
    void putsWhatComesMeanwhileIntoTheNextEntryAndTellsEachItsOwnOutcome() {
        Sample.found(log);
        proposals.propose(set("web", 1));
        CompletableFuture<Outcome> same = proposals.propose(set("db", 1));
        CompletableFuture<Outcome> other = proposals.propose(set("mail", 3));
        assertThat(log.takeOnlyProposal()).containsExactly(set("web", 1));

        log.commit();
        assertThat(log.takeOnlyProposal()).containsExactly(set("db", 1), set("mail", 3));
        log.commit();
        assertThat(same.join()).isEqualTo(new Outcome.Refused(RefusalCause.ADDRESS_IN_USE));
        assertThat(other.join()).isEqualTo(new Outcome.Accepted());
        assertThat(log.isUnderWay()).isFalse();
    }

    @Test
    void waitsAMomentAfterAnEntryOfManyForThoseWhoWantMore() {
        Sample.found(log);
        List<Runnable> later = new ArrayList<>();
        GatheredProposals patient = new GatheredProposals(log, later::add);
        patient.propose(set("web", 1));
        patient.propose(set("db", 2));
        patient.propose(set("mail", 3));
        log.takeProposed();
        log.commit();
        assertThat(log.takeOnlyProposal())
                .as("after one alone there is no waiting")
                .hasSize(2);
        log.commit();
        patient.propose(set("ftp", 4));
        patient.propose(set("dns", 5));
        assertThat(log.isUnderWay()).isFalse();
        later.removeFirst().run();
        assertThat(log.takeOnlyProposal()).containsExactly(set("ftp", 4), set("dns", 5));
        log.commit();
        later.removeFirst().run();
        patient.propose(set("ntp", 6));
        assertThat(log.takeOnlyProposal()).as("nor is there after a while").containsExactly(set("ntp", 6));
    }

    @Test
    void failsThoseOfAnEntryThatDoesNotCommitAndGoesOnWithTheNext() {
        CompletableFuture<Outcome> first = proposals.propose(set("web", 1));
        CompletableFuture<Outcome> second = proposals.propose(set("db", 2));
        log.fail();
        assertThat(first).isCompletedExceptionally();
        assertThat(first.exceptionNow()).isInstanceOf(NoQuorumException.class);
        assertThat(second).isNotDone();
        Sample.found(log);
        log.commit();
        assertThat(second.join().accepted()).isTrue();
    }

    @Test
    void leavesOutWhatNobodyWaitsForAnyMore() {
        proposals.propose(set("web", 1));
        proposals.propose(set("db", 2)).cancel(false);
        CompletableFuture<Outcome> third = proposals.propose(set("mail", 3));
        Sample.found(log);
        log.takeProposed();
        log.commit();
        assertThat(log.takeOnlyProposal()).containsExactly(set("mail", 3));
        log.commit();
        assertThat(third.join().accepted()).isTrue();
    }

    @Test
    void fillsAnEntryOnlyAsFarAsTheLogTakesIt() {
        Sample.found(log);
        proposals.propose(set("web", 1));
        // Each is stored in some 150 bytes, with a name of 60.
        for (int i = 0; i < 500; i++) {
            proposals.propose(set("v".repeat(50) + i, i % 250));
        }
        log.takeProposed();
        log.commit();
        List<Command> next = log.takeOnlyProposal();
        assertThat(next.size()).isGreaterThan(50).isLessThan(500);
        log.commit();
        assertThat(log.takeOnlyProposal().getFirst()).isNotIn(next);
    }
}
