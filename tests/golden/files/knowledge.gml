graph [
  directed 1
  node [
    id 0
    label "body_shape"
  ]
  node [
    id 1
    label "top"
  ]
  node [
    id 2
    label "eyes"
  ]
  node [
    id 3
    label "mouth"
  ]
  edge [
    source 0
    target 1
  ]
  edge [
    source 2
    target 3
    statement "forbidden"
  ]
]
