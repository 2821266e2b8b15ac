package dev.quorumvip.agent.health;

/** Hears of the health of VIPs. */
@FunctionalInterface
public interface HealthListener {
    /** One VIP's health changed. Changes come in order, on one thread; what the listener does should be quick. */
    void changed(VipChange change);
}
