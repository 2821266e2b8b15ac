package dev.quorumvip.agent.rest;

import dev.quorumvip.api.Accepted;
import dev.quorumvip.api.DqliteStatus;
import dev.quorumvip.api.DqliteVip;
import java.util.Set;

/** dqlite-vip's routes in dqlite-vip's shapes. Its one virtual IP is ours of the name {@value DqliteVip#NAME}. */
final class DqliteRoutes {
    private final ControlPlane plane;
    private final VipRequestValidator validator;

    DqliteRoutes(ControlPlane plane, VipRequestValidator validator) {
        this.plane = plane;
        this.validator = validator;
    }

    void addTo(Router router) {
        router.add("GET", "/status", this::status)
                .add("GET", "/vip", this::get)
                .add("PUT", "/vip", this::put)
                .add("DELETE", "/vip", this::delete);
    }

    private Response status(Request request) {
        return Response.json(200, DqliteStatus.of(plane.status()));
    }

    private Response get(Request request) throws ControlPlaneException {
        return Response.json(
                200,
                plane.vip(DqliteVip.NAME)
                        .filter(vip -> !vip.beingDeleted())
                        .map(vip -> new DqliteVip(vip.addresses().getFirst()))
                        .orElse(DqliteVip.NONE));
    }

    private Response put(Request request) throws ControlPlaneException {
        String vip = RequestFields.read(request.body(), Set.of("vip"), Set.of()).get("vip");
        if (vip.isEmpty()) {
            return delete(request);
        }
        plane.putVip(DqliteVip.NAME, validator.definition("vip", vip), false);
        return Response.json(202, Accepted.OK);
    }

    /** Unsetting what is not set is no error, as in dqlite-vip. */
    private Response delete(Request request) throws ControlPlaneException {
        plane.deleteVip(DqliteVip.NAME, new DeleteClaim.Unowned());
        return Response.json(202, Accepted.OK);
    }
}
