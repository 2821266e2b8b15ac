package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.api.Accepted;
import dev.quorumvip.api.MemberList;
import dev.quorumvip.api.VipList;
import java.util.Set;

/** The routes under {@code /v1}: status, several virtual IPs by name, and the members. */
final class V1Routes {
    private final ControlPlane plane;
    private final VipRequestValidator validator;

    V1Routes(ControlPlane plane, VipRequestValidator validator) {
        this.plane = plane;
        this.validator = validator;
    }

    void addTo(Router router) {
        router.add("GET", "/v1/status", request -> Response.json(200, plane.status()))
                .add("GET", "/v1/vips", request -> Response.json(200, new VipList(plane.vips())))
                .add("GET", "/v1/vips/{name}", this::vip)
                .add("PUT", "/v1/vips/{name}", this::putVip)
                .add("DELETE", "/v1/vips/{name}", this::deleteVip)
                .add("POST", "/v1/vips/{name}/move", this::moveVip)
                .add("POST", "/v1/rebalance", this::rebalance)
                .add("GET", "/v1/health", request -> Response.json(200, plane.health()))
                .add("GET", "/v1/members", request -> Response.json(200, new MemberList(plane.members())))
                .add("GET", "/v1/members/{id}", this::member)
                .add("POST", "/v1/members/{id}/drain", request -> drain(request, true))
                .add("POST", "/v1/members/{id}/undrain", request -> drain(request, false))
                .add("PUT", "/v1/members/{id}/labels", this::labelMember)
                .add("DELETE", "/v1/members/{id}", this::removeMember)
                .add("GET", "/v1/cluster", request -> Response.json(200, plane.standing()))
                .add("POST", "/v1/cluster", this::instruct);
    }

    private Response vip(Request request) throws ControlPlaneException {
        String name = request.parameter("name");
        return Response.json(200, plane.vip(name).orElseThrow(() -> new UnknownNameException("virtual IP", name)));
    }

    private Response putVip(Request request) throws ControlPlaneException {
        String name = request.parameter("name");
        boolean takeOver = VipClaims.takesOver(request.query());
        VipDefinition definition = validator.definition(name, request.body());
        plane.putVip(name, definition, takeOver);
        return Response.json(202, Accepted.with(definition.warnings()));
    }

    private Response moveVip(Request request) throws ControlPlaneException {
        String to = RequestFields.read(request.body(), Set.of("to"), Set.of()).get("to");
        plane.moveVip(request.parameter("name"), to);
        return Response.json(202, Accepted.OK);
    }

    private Response deleteVip(Request request) throws ControlPlaneException {
        String name = request.parameter("name");
        if (!plane.deleteVip(name, VipClaims.ofDelete(request.query()))) {
            throw new UnknownNameException("virtual IP", name);
        }
        return Response.json(202, Accepted.OK);
    }

    private Response member(Request request) throws ControlPlaneException {
        return Response.json(200, MemberLookup.find(plane.members(), request.parameter("id")));
    }

    private Response drain(Request request, boolean drained) throws ControlPlaneException {
        plane.drainMember(request.parameter("id"), drained);
        return Response.json(202, Accepted.OK);
    }

    private Response rebalance(Request request) throws ControlPlaneException {
        RebalanceBody asked = RebalanceBody.read(request.body());
        plane.rebalance(asked.policy(), asked.together());
        return Response.json(202, Accepted.OK);
    }

    private Response labelMember(Request request) throws ControlPlaneException {
        plane.labelMember(request.parameter("id"), LabelsBody.read(request.body()));
        return Response.json(202, Accepted.OK);
    }

    private Response instruct(Request request) throws ControlPlaneException {
        plane.instruct(ClusterBody.read(request.body()));
        return Response.json(202, Accepted.OK);
    }

    private Response removeMember(Request request) throws ControlPlaneException {
        plane.removeMember(request.parameter("id"));
        return Response.json(202, Accepted.OK);
    }
}
